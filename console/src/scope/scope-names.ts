/** What an address says about which products are looked at: it goes along from page to page. */
export const scopeNames: ReadonlySet<string> = new Set(['product_key', 'enterprise_id']);

/** How many rows there are on all pages; they are counted only if the page does not itself show where they end. */
export async function pageTotal(
  shown: number,
  { limit, skip }: { readonly limit: number; readonly skip: number },
  count: () => Promise<number>,
): Promise<number> {
  const isLast = shown < limit && (shown > 0 || skip === 0);
  return isLast ? skip + shown : count();
}

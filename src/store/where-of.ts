/** A condition that counts when all of its values are there; each `?` in it stands for one of them. */
export type Clause = readonly [sql: string, ...values: unknown[]];

/** The conditions that count, after `where`, with numbered placeholders for the values. */
export function whereOf(clauses: readonly Clause[]): { readonly where: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const conditions = clauses
    .filter(([, ...its]) => its.every((value) => value !== undefined))
    .map(([sql, ...its]) => {
      const rest = its.values();
      return sql.replaceAll('?', () => `$${values.push(rest.next().value)}`);
    });
  return { where: conditions.join(' and '), values };
}

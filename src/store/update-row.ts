import type { Queryable } from './database.ts';

export interface RowUpdate {
  readonly table: 'enterprise' | 'product' | 'device' | 'device_standing' | 'app_user' | 'member';
  readonly key: Readonly<Record<string, string | number>>;
  /** By column; undefined leaves a column as it is. The names come from our code, never from a caller. */
  readonly columns: Readonly<Record<string, unknown>>;
}

/** Sets some columns of the one row with this key. Without such a row, or without a column, nothing happens. */
export async function updateRow(db: Queryable, { table, key, columns }: RowUpdate): Promise<void> {
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const keys = Object.entries(key);
  const assignments = given.map(([column], index) => `${column} = $${index + 1}`);
  const conditions = keys.map(([column], index) => `${column} = $${given.length + index + 1}`);
  await db.query(
    `update ${table} set ${assignments.join(', ')} where ${conditions.join(' and ')}`,
    [...given, ...keys].map(([, value]) => value),
  );
}

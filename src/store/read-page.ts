import type { Queryable } from './database.ts';
import { pageTotal } from './page-total.ts';

export interface PageQuery {
  /** What a row has: the list after `select`. */
  readonly columns: string;
  /** `table … where …`, the same for the rows and for counting them. */
  readonly source: string;
  /** A total order, or pages would overlap. */
  readonly orderBy: string;
  /** For the placeholders in `columns` and `source`. */
  readonly values: readonly unknown[];
  readonly limit: number;
  readonly skip: number;
}

export interface Page<R> {
  readonly rows: R[];
  /** On all pages. */
  readonly total: number;
}

/** Reads one page, and counts all rows unless the page itself shows where they end. */
export async function readPage<R extends object>(db: Queryable, page: PageQuery): Promise<Page<R>> {
  const { columns, source, orderBy, values, limit, skip } = page;
  const text = `select ${columns} from ${source} order by ${orderBy} limit ${Number(limit)} offset ${Number(skip)}`;
  const { rows } = await db.query<R>(text, values);
  return { rows, total: await pageTotal(rows.length, page, () => countRows(db, page)) };
}

async function countRows(db: Queryable, { source, values }: PageQuery): Promise<number> {
  const { rows } = await db.query<{ total: number }>(`select count(*) as total from ${source}`, values);
  return rows[0]!.total;
}

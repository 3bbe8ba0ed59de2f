import type { Queryable } from './database.ts';

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
  /**
   * For long logs, whose rows lie far apart: the columns of the primary key, which the index of the conditions and the
   * order has, too. Rows are fetched only once that index has told which of them the page has.
   */
  readonly fetchedBy?: string;
}

export interface Page<R> {
  readonly rows: R[];
  /** On all pages. */
  readonly total: number;
}

/**
 * Reads one page, and counts all rows unless the page itself shows where they end. Counting a long log takes longer than
 * reading a page of it, so there both are done at the same time.
 */
export async function readPage<R extends object>(db: Queryable, page: PageQuery): Promise<Page<R>> {
  if (page.fetchedBy) {
    const [rows, total] = await Promise.all([readRows<R>(db, page), countRows(db, page)]);
    return { rows, total };
  }
  const { limit, skip } = page;
  const rows = await readRows<R>(db, page);
  const isLast = rows.length < limit && (rows.length > 0 || skip === 0);
  return { rows, total: isLast ? skip + rows.length : await countRows(db, page) };
}

async function readRows<R extends object>(db: Queryable, page: PageQuery): Promise<R[]> {
  const { rows } = await db.query<R>(pageText(page), page.values);
  return rows;
}

async function countRows(db: Queryable, { source, values }: PageQuery): Promise<number> {
  const { rows } = await db.query<{ total: number }>(`select count(*) as total from ${source}`, values);
  return rows[0]!.total;
}

function pageText({ columns, source, orderBy, limit, skip, fetchedBy }: PageQuery): string {
  const page = `from ${source} order by ${orderBy} limit ${Number(limit)} offset ${Number(skip)}`;
  if (!fetchedBy) return `select ${columns} ${page}`;
  // The conditions are said again, or the rows of a page would be looked for in the partitions of all days.
  return `select ${columns} from (select ${fetchedBy} ${page}) page
    join (select * from ${source}) entry using (${fetchedBy}) order by ${orderBy}`;
}

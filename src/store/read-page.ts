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
  /** Where rows lie far apart: they are fetched only once an index has told which of them the page has. */
  readonly fetchedBy?: RowKey;
}

export interface RowKey {
  readonly table: string;
  /** The columns of its primary key, which the index of the conditions and the order has, too. */
  readonly columns: string;
}

export interface Page<R> {
  readonly rows: R[];
  /** On all pages. */
  readonly total: number;
}

/** Reads one page, and counts all rows unless the page itself shows where they end. */
export async function readPage<R extends object>(db: Queryable, page: PageQuery): Promise<Page<R>> {
  const { source, values, limit, skip } = page;
  const { rows } = await db.query<R>(pageText(page), values);
  const isLast = rows.length < limit && (rows.length > 0 || skip === 0);
  if (isLast) return { rows, total: skip + rows.length };
  const counted = await db.query<{ total: number }>(`select count(*) as total from ${source}`, values);
  return { rows, total: counted.rows[0]!.total };
}

function pageText({ columns, source, orderBy, limit, skip, fetchedBy }: PageQuery): string {
  const page = `from ${source} order by ${orderBy} limit ${Number(limit)} offset ${Number(skip)}`;
  if (!fetchedBy) return `select ${columns} ${page}`;
  const { table, columns: key } = fetchedBy;
  return `select ${columns} from (select ${key} ${page}) page join ${table} using (${key}) order by ${orderBy}`;
}

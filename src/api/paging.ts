import { type Static, type TSchema, Type } from 'typebox';

/** Query parameters of everything that is answered in pages (contract.md §5). */
export const pagingQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 20 }),
  skip: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
};

const pageMeta = Type.Object({
  total: Type.Integer(),
  limit: Type.Integer(),
  skip: Type.Integer(),
  next: Type.Union([Type.String(), Type.Null()]),
  previous: Type.Union([Type.String(), Type.Null()]),
});

/** Schema of an answer that is one page of `item`. */
export function pageSchema<Item extends TSchema>(item: Item) {
  return Type.Object({ meta: pageMeta, objects: Type.Array(item) });
}

export interface PageOptions {
  /** How many objects there are on all pages. */
  readonly total: number;
  readonly limit: number;
  readonly skip: number;
  /** Path and query as the caller sent them. */
  readonly url: string;
}

/** One page, with the relative addresses of its neighbours; they keep all other parameters of the request. */
export function pageOf<T>(
  objects: T[],
  { total, limit, skip, url }: PageOptions,
): { meta: Static<typeof pageMeta>; objects: T[] } {
  const next = skip + limit < total ? withPage(url, { limit, skip: skip + limit }) : null;
  const previous = skip > 0 ? withPage(url, { limit, skip: Math.max(0, skip - limit) }) : null;
  return { meta: { total, limit, skip, next, previous }, objects };
}

function withPage(url: string, { limit, skip }: { limit: number; skip: number }): string {
  const [path] = url.split('?', 1);
  const parameters = new URLSearchParams(url.slice(path!.length));
  parameters.set('limit', String(limit));
  parameters.set('skip', String(skip));
  return `${path}?${parameters}`;
}

import { pageOf } from '../paging.ts';

interface PageRequest {
  readonly query: { readonly limit: number; readonly skip: number };
  readonly url: string;
}

/** The page of a list that is in memory as a whole; only the objects on it are turned into answers. */
export function pageOfList<T, Answer>(
  list: readonly T[],
  { query: { limit, skip }, url }: PageRequest,
  toAnswer: (item: T) => Answer,
) {
  const objects = list.slice(skip, skip + limit).map(toAnswer);
  return pageOf(objects, { total: list.length, limit, skip, url });
}

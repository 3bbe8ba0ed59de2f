import { describe, expect, it } from 'vitest';
import { pageOf } from './paging.ts';

describe('pageOf', () => {
  it.each([
    ['the only page', { total: 3, limit: 20, skip: 0 }, null, null],
    ['an exactly full page', { total: 20, limit: 20, skip: 0 }, null, null],
    ['the first page', { total: 21, limit: 20, skip: 0 }, 'limit=20&skip=20', null],
    ['a middle page', { total: 60, limit: 20, skip: 20 }, 'limit=20&skip=40', 'limit=20&skip=0'],
    ['a page off the grid', { total: 60, limit: 20, skip: 5 }, 'limit=20&skip=25', 'limit=20&skip=0'],
    ['a page behind the end', { total: 3, limit: 20, skip: 100 }, null, 'limit=20&skip=80'],
    ['nothing at all', { total: 0, limit: 20, skip: 0 }, null, null],
  ])('links %s to its neighbours', (_title, page, next, previous) => {
    const address = (query: string | null) => query && `/v1/things?${query}`;
    expect(pageOf([], { ...page, url: '/v1/things' }).meta).toEqual({
      ...page,
      next: address(next),
      previous: address(previous),
    });
  });

  it('keeps all other parameters of the request in the links', () => {
    const { meta } = pageOf(['a'], {
      total: 9,
      limit: 1,
      skip: 0,
      url: '/x?type=mac&val=a%26b&skip=0&tag=%E4%BC%81',
    });
    expect(meta.next).toBe('/x?type=mac&val=a%26b&skip=1&tag=%E4%BC%81&limit=1');
  });
});

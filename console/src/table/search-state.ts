import { useSearchParams } from 'react-router';

/**
 * What a page is asked to show, kept in its address so that it can be sent to somebody: the value of each name, and a way
 * to change some. An empty value leaves the address. Any change but one of `skip` begins at the first page again.
 */
export function useSearchState<Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<
    Name,
    string
  >;
  const change = (changed: Partial<Record<Name | 'skip', string>>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (!('skip' in changed)) next.delete('skip');
        for (const [name, value] of Object.entries(changed)) {
          if (value) next.set(name, String(value));
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return [values, change] as const;
}

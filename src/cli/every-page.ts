import type { AdminClient, Page } from './admin-client.ts';

const limit = 1000;

/** All objects of a list, however many pages it has. Only for lists that people keep by hand. */
export async function everyPage<T>(api: AdminClient, path: string): Promise<T[]> {
  const objects: T[] = [];
  for (;;) {
    const page = await api.get<Page<T>>(`${path}?limit=${limit}&skip=${objects.length}`);
    objects.push(...page.objects);
    if (page.objects.length === 0 || objects.length >= page.meta.total) return objects;
  }
}

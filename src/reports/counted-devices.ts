import type { Queryable } from '../store/database.ts';
import { requireSubtree } from '../store/device-group.ts';

/** The devices that a report is about. */
export interface CountedDevices {
  readonly productId: number;
  /** Only those in these groups; undefined: all of the product. */
  readonly groupIds: readonly number[] | undefined;
}

/**
 * The devices of a product, or of its group with everything below that (contract.md §5).
 * @throws QiyunError 5206 unknown group, 5201 group of another product
 */
export async function countedDevices(
  db: Queryable,
  { productId, gid }: { readonly productId: number; readonly gid: string | undefined },
): Promise<CountedDevices> {
  return { productId, groupIds: gid === undefined ? undefined : await requireSubtree(db, productId, gid) };
}

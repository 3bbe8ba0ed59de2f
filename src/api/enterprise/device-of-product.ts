import { QiyunError } from '../../model/errors.ts';
import type { Product } from '../../store/catalog.ts';
import type { DeviceLookup, DeviceSummary } from '../../store/device-lookup.ts';

/** The product's device with this did. @throws QiyunError 5301 unknown, 5302 of another product */
export async function deviceOfProduct(
  devices: DeviceLookup,
  product: Product,
  did: string,
): Promise<DeviceSummary> {
  const device = await devices.byDid(did);
  if (!device) throw new QiyunError('5301');
  if (device.productId !== product.id) throw new QiyunError('5302');
  return device;
}

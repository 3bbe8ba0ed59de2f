import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import type { Product } from '../../store/catalog.ts';
import type { DeviceSummary } from '../../store/device-lookup.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

export const visibleDeviceParams = Type.Object({ product_key: Type.String(), did: Type.String() });

export interface VisibleDevice extends DeviceSummary {
  readonly product: Product;
}

/** The device of a product that the caller may see. @throws QiyunError 5015, 5301 */
export async function visibleDevice(
  { catalog, devices }: Pick<ConsoleServices, 'catalog' | 'devices'>,
  request: FastifyRequest,
  { product_key: productKey, did }: Static<typeof visibleDeviceParams>,
): Promise<VisibleDevice> {
  const product = visibleProduct(catalog, request, productKey);
  const device = await devices.byDid(did);
  // One of another product is as unknown as any other: it may be a stranger's.
  if (device?.productId !== product.id) throw new QiyunError('5301');
  return { ...device, product };
}

import { type Static, Type } from 'typebox';
import { decodeImage } from '../../codec/decode-status.ts';
import { virtualMac } from '../../model/virtual-devices.ts';
import type { Product } from '../../store/catalog.ts';
import { readLatestReport } from '../../store/latest-report.ts';
import { isVirtualDevice } from '../../store/read-virtual-devices.ts';
import { nullable } from '../nullable.ts';
import type { ConsoleServices } from './console-services.ts';

export const virtualDeviceParams = Type.Object({ product_key: Type.String() });

export const virtualDeviceAnswer = Type.Object({
  /** Null: the product has never had one. */
  did: nullable(Type.String()),
  mac: Type.String(),
  /** Whether the server plays it; a moment later it is online. */
  is_running: Type.Boolean(),
  is_online: Type.Boolean(),
  /** What it has reported last, by data point; nothing before its first report. */
  attrs: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()])),
});

/** The product's virtual device as it is now. */
export async function answerVirtualDevice(
  { catalog, database, devices, layouts }: ConsoleServices,
  product: Product,
): Promise<Static<typeof virtualDeviceAnswer>> {
  const device = await devices.byMac(product.id, virtualMac);
  if (!device) return { did: null, mac: virtualMac, is_running: false, is_online: false, attrs: {} };
  const latest = await readLatestReport(database, device.deviceId);
  const version = latest && (await catalog.definition(product, latest.definitionVersion));
  return {
    did: device.did,
    mac: device.mac,
    is_running: await isVirtualDevice(database, device.deviceId),
    is_online: device.isOnline,
    attrs: version ? decodeImage(layouts.of(version.definition), latest.image) : {},
  };
}

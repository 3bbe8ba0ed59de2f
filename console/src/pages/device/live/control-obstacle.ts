import type { Product } from '../../../scope/scope.ts';
import type { Device } from '../device-queries.ts';

/** Why nothing can be told to a device now; those that only the server knows, it answers. */
export type ControlObstacle = 'viewer' | 'notAllowed' | 'disabled' | 'offline';

interface ControlSituation {
  readonly product: Product;
  readonly device: Device;
  readonly isOnline: boolean | undefined;
}

export function controlObstacle({
  product,
  device,
  isOnline,
}: ControlSituation): ControlObstacle | undefined {
  if (!product.remote_control) return 'notAllowed';
  if (device.is_disabled) return 'disabled';
  return isOnline ? undefined : 'offline';
}

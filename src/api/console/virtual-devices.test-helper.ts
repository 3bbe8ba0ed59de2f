import { QiyunError } from '../../model/errors.ts';
import type { VirtualDevices } from '../../model/virtual-devices.ts';

/** Devices that are entered but get online nowhere. */
export class StandInVirtualDevices implements VirtualDevices {
  reconciliations = 0;
  readonly reports: { readonly productId: number; readonly attrs: object }[] = [];
  isOnline = true;

  async reconcile(): Promise<void> {
    this.reconciliations++;
  }

  async report(productId: number, attrs: Readonly<Record<string, unknown>>): Promise<void> {
    if (!this.isOnline) throw new QiyunError('5305');
    this.reports.push({ productId, attrs });
  }
}

import { unknownMac } from '../model/identifiers.ts';
import type { Queryable, Transactions } from './database.ts';
import { enterDevices, type ImportOutcome, untilNoConflict } from './import-devices.ts';
import { lockProduct } from './lock-product.ts';
import type { SecretSeal } from './secret-seal.ts';

export interface WaitingDeviceApproval {
  readonly productId: number;
  readonly devices: readonly {
    readonly did: string;
    /** In lower case; undefined: the one it was imported with, or none until somebody says it. */
    readonly mac: string | undefined;
  }[];
  readonly approvedAtMs: number;
}

/**
 * Makes devices of those that wait, or were refused, each with the passcode that it came in with; one outcome each in the
 * order given. The rules are those of an import: a did or a mac that is somebody else's by now is refused.
 *
 * @throws QiyunError 5015 when the product is gone
 */
export function approveWaitingDevices(
  database: Transactions<ImportOutcome[]>,
  seal: SecretSeal,
  approval: WaitingDeviceApproval,
): Promise<ImportOutcome[]> {
  return untilNoConflict(() => database.transaction((tx) => approve(tx, seal, approval)));
}

async function approve(
  tx: Queryable,
  seal: SecretSeal,
  { productId, devices, approvedAtMs }: WaitingDeviceApproval,
): Promise<ImportOutcome[]> {
  await lockProduct(tx, productId);
  const waiting = await lockWaiting(tx, productId, devices);
  const approved = devices.filter(({ did }) => waiting.has(did));
  const entered = await enterDevices(tx, seal, {
    productId,
    createdAtMs: approvedAtMs,
    devices: approved.map(({ did, mac }) => ({
      mac: mac ?? waiting.get(did)!.mac ?? unknownMac(did),
      did,
      passcode: seal.open(waiting.get(did)!.passcodeSealed),
      deviceSn: undefined,
    })),
  });
  const outcomes = new Map(approved.map(({ did }, at) => [did, entered[at]!]));
  return devices.map(({ did }) => outcomes.get(did) ?? { refusal: 'did: does not wait for approval' });
}

interface WaitingRow {
  readonly did: string;
  readonly passcodeSealed: Buffer;
  readonly mac: string | null;
}

async function lockWaiting(
  tx: Queryable,
  productId: number,
  devices: WaitingDeviceApproval['devices'],
): Promise<Map<string, WaitingRow>> {
  const { rows } = await tx.query<WaitingRow>(
    `select w.did, w.passcode_sealed as "passcodeSealed", d.mac
     from waiting_device w left join device_did k on k.did = w.did left join device d on d.id = k.device_id
     where w.product_id = $1 and w.did = any($2) order by w.did for update of w`,
    [productId, devices.map(({ did }) => did)],
  );
  return new Map(rows.map((row) => [row.did, row]));
}

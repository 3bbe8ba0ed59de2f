import type { IncomingDevice } from '../model/adoption.ts';
import { throttleKey } from '../model/client-address.ts';
import type { Clock } from '../model/clock.ts';
import { equalSecrets } from '../model/secrets.ts';
import type { Throttle } from '../model/throttle.ts';
import type { Catalog } from './catalog.ts';
import type { Database, Queryable } from './database.ts';
import { lockProduct } from './lock-product.ts';
import { isInAdoption } from './product-in-adoption.ts';
import type { SecretSeal } from './secret-seal.ts';

/** What the list of waiting devices is kept with. */
export interface AdoptionContext {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly clock: Clock;
  /** New devices by address: they fill the disk whether they register or wait. */
  readonly newDevices: Throttle;
}

/** When so many wait, only listed ones may still come: whoever has more comes in when others have been decided on. */
const waitingOfProductMax = 50_000;
const waitingOfAddressMax = 5_000;

/** `Adoption.admit`. */
export async function admitWaitingDevice(context: AdoptionContext, device: IncomingDevice): Promise<boolean> {
  const { catalog, clock, newDevices } = context;
  const product = catalog.productByKey(device.productKey);
  if (!product || !isInAdoption(product, clock())) return false;
  const isKnown = await findAgain(context, product.id, device);
  if (isKnown !== undefined) return isKnown;
  const isListed = await isListedIn(context.database, product.id, device.did);
  if (!isListed && (await newDevices.take(throttleKey(device.clientAddress))) > 0) return false;
  if (await enter(context, product.id, device)) return true;
  // Somebody was quicker, perhaps the same device on another connection.
  return (await findAgain(context, product.id, device)) ?? false;
}

interface WaitingRow {
  readonly productId: number;
  readonly passcodeSealed: Buffer;
  readonly isRefused: boolean;
}

/** Whether the device is the one that waits with this did, which is then noted; undefined when none does. */
async function findAgain(
  { database, seal, clock }: AdoptionContext,
  productId: number,
  { did, passcode, clientAddress }: IncomingDevice,
): Promise<boolean | undefined> {
  const { rows } = await database.query<WaitingRow>(
    `select product_id as "productId", passcode_sealed as "passcodeSealed", is_refused as "isRefused"
     from waiting_device where did = $1`,
    [did],
  );
  const row = rows[0];
  if (!row) return undefined;
  if (row.isRefused || row.productId !== productId) return false;
  if (!equalSecrets(passcode, seal.open(row.passcodeSealed))) return false;
  await database.query('update waiting_device set last_seen_at = $2, client_ip = $3 where did = $1', [
    did,
    new Date(clock()),
    clientAddress,
  ]);
  return true;
}

/** False when the did is taken, or too many wait for one that nobody has listed. */
function enter(
  { database, seal, clock }: AdoptionContext,
  productId: number,
  { did, passcode, clientAddress }: IncomingDevice,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    // One at a time, as imports, so that the limits hold and nobody imports the did meanwhile.
    await lockProduct(tx, productId);
    const isListed = await isListedIn(tx, productId, did);
    if (!isListed && !(await hasRoom(tx, productId, throttleKey(clientAddress)))) return false;
    const { rowCount } = await tx.query(
      `insert into waiting_device (did, product_id, passcode_sealed, client_ip, client_network, first_seen_at, last_seen_at)
       select $1, $2, $3, $4, $6, $5, $5 where not exists (
         select from device_did k join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id
         where k.did = $1 and (d.product_id <> $2 or d.passcode_sealed is not null or s.first_online_at is not null))
       on conflict do nothing`,
      [did, productId, seal.seal(passcode), clientAddress, new Date(clock()), throttleKey(clientAddress)],
    );
    return rowCount === 1;
  });
}

/**
 * Whether somebody has imported the device into the product. Such a one may always wait, or strangers could fill the list
 * and keep it out; there are no more of them than were imported.
 */
async function isListedIn(db: Queryable, productId: number, did: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'select from device_did k join device d on d.id = k.device_id where k.did = $1 and d.product_id = $2',
    [did, productId],
  );
  return rowCount === 1;
}

async function hasRoom(tx: Queryable, productId: number, clientNetwork: string): Promise<boolean> {
  const { rows } = await tx.query<{ hasRoom: boolean }>(
    `select not exists (select from waiting_device where product_id = $1 and not is_refused offset $2)
       and not exists (select from waiting_device where client_network = $3 and not is_refused offset $4) as "hasRoom"`,
    [productId, waitingOfProductMax - 1, clientNetwork, waitingOfAddressMax - 1],
  );
  return rows[0]!.hasRoom;
}

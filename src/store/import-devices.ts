import { isUnknownMac, newDid } from '../model/identifiers.ts';
import { createDevices, DeviceConflict } from './create-device.ts';
import type { Queryable, Transactions } from './database.ts';
import { lockProduct } from './lock-product.ts';
import type { SecretSeal } from './secret-seal.ts';

/** A device to pre-register, or one that lives in the field already and brings its did and passcode. */
export interface ImportedDevice {
  /** In lower case. */
  readonly mac: string;
  readonly did: string | undefined;
  readonly passcode: string | undefined;
  readonly deviceSn: string | undefined;
}

/** The did the device has now, or the field that stands in the way and why. */
export type ImportOutcome = { readonly did: string } | { readonly refusal: string };

export interface DeviceImport {
  readonly productId: number;
  readonly devices: readonly ImportedDevice[];
  readonly createdAtMs: number;
}

const attemptsMax = 5;

/**
 * Enters devices, one outcome each in the order given; a refused one leaves the others be. A device that is there
 * already is completed with what it lacks and otherwise untouched, so the same import may run again, also after a
 * device has chosen a new passcode: that is refused rather than undone.
 *
 * @throws QiyunError 5015 when the product is gone
 */
export function importDevices(
  database: Transactions<ImportOutcome[]>,
  seal: SecretSeal,
  order: DeviceImport,
): Promise<ImportOutcome[]> {
  return untilNoConflict(() => database.transaction((tx) => enterDevices(tx, seal, order)));
}

/** `importDevices` within a transaction of the caller's, who does it again after a DeviceConflict. */
export function enterDevices(tx: Queryable, seal: SecretSeal, order: DeviceImport): Promise<ImportOutcome[]> {
  return new Import(tx, seal, order).run();
}

/** Does the work again when a device registers itself in between. */
export async function untilNoConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      // One of the devices registered itself in between: it is found on the next attempt.
      if (!(error instanceof DeviceConflict) || attempt === attemptsMax) throw error;
    }
  }
}

/** A device as it will be when the import is done. */
interface Entry {
  readonly deviceId: number | undefined;
  readonly productId: number;
  readonly did: string;
  mac: string;
  passcode: string | null;
  deviceSn: string | null;
  isCompleted: boolean;
}

interface KnownRow {
  id: number;
  product_id: number;
  did: string;
  mac: string;
  passcode_sealed: Buffer | null;
  device_sn: string | null;
}

class Import {
  readonly #tx: Queryable;
  readonly #seal: SecretSeal;
  readonly #order: DeviceImport;
  readonly #byDid = new Map<string, Entry>();
  readonly #byMac = new Map<string, Entry>();

  constructor(tx: Queryable, seal: SecretSeal, order: DeviceImport) {
    this.#tx = tx;
    this.#seal = seal;
    this.#order = order;
  }

  async run(): Promise<ImportOutcome[]> {
    // Two imports that name the same devices in another order would otherwise wait for each other for ever.
    await lockProduct(this.#tx, this.#order.productId);
    await this.#readKnown();
    const outcomes = this.#order.devices.map((device) => this.#enter(device));
    const entries = [...this.#byMac.values()];
    await this.#endWaits(entries);
    await this.#create(entries.filter((entry) => entry.deviceId === undefined));
    await this.#complete(entries.filter((entry) => entry.deviceId !== undefined && entry.isCompleted));
    return outcomes;
  }

  async #readKnown(): Promise<void> {
    const { productId, devices } = this.#order;
    const { rows } = await this.#tx.query<KnownRow>(
      `select id, product_id, did, mac, passcode_sealed, device_sn from device where id in (
         select device_id from device_mac where product_id = $1 and mac = any($2)
         union select device_id from device_did where did = any($3))`,
      [productId, devices.map((device) => device.mac), devices.flatMap((device) => device.did ?? [])],
    );
    for (const row of rows) {
      const entry: Entry = {
        deviceId: row.id,
        productId: row.product_id,
        did: row.did,
        mac: row.mac,
        passcode: row.passcode_sealed && this.#seal.open(row.passcode_sealed),
        deviceSn: row.device_sn,
        isCompleted: false,
      };
      this.#byDid.set(row.did, entry);
      if (row.product_id === productId) this.#byMac.set(row.mac, entry);
    }
  }

  #enter(device: ImportedDevice): ImportOutcome {
    const byMac = this.#byMac.get(device.mac);
    const byDid = device.did === undefined ? byMac : this.#byDid.get(device.did);
    if (byMac === undefined && byDid && this.#lacksMac(byDid)) return this.#tellMac(byDid, device);
    if (byMac === undefined && byDid === undefined) return this.#add(device);
    if (byMac !== byDid) {
      return { refusal: `${byDid ? 'did' : 'mac'}: belongs to another device` };
    }
    return completeEntry(byMac!, device);
  }

  #lacksMac({ productId, mac }: Entry): boolean {
    return productId === this.#order.productId && isUnknownMac(mac);
  }

  #tellMac(entry: Entry, device: ImportedDevice): ImportOutcome {
    const outcome = completeEntry(entry, device);
    if ('refusal' in outcome) return outcome;
    this.#byMac.delete(entry.mac);
    this.#byMac.set(device.mac, entry);
    entry.mac = device.mac;
    entry.isCompleted = true;
    return outcome;
  }

  /** A device that can log in does not wait for approval, and none waits for another product than its own. */
  async #endWaits(entries: readonly Entry[]): Promise<void> {
    const known = entries.filter((entry) => entry.passcode !== null);
    // An array is found once, however few rows the planner believes the list to have; a join went over it for each of them.
    await this.#tx.query(
      `delete from waiting_device where did = any(array(
         select did from waiting_device where did = any($1) or (did = any($2) and product_id <> $3) order by did for update))`,
      [known.map(({ did }) => did), entries.map(({ did }) => did), this.#order.productId],
    );
  }

  #add(device: ImportedDevice): ImportOutcome {
    const entry: Entry = {
      deviceId: undefined,
      productId: this.#order.productId,
      did: device.did ?? newDid(),
      mac: device.mac,
      passcode: device.passcode ?? null,
      deviceSn: device.deviceSn ?? null,
      isCompleted: false,
    };
    this.#byDid.set(entry.did, entry);
    this.#byMac.set(entry.mac, entry);
    return { did: entry.did };
  }

  async #create(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const { productId, createdAtMs } = this.#order;
    await createDevices(
      this.#tx,
      entries.map((entry) => ({
        productId,
        did: entry.did,
        mac: entry.mac,
        deviceSn: entry.deviceSn,
        passcodeSealed: this.#sealed(entry),
        createdAtMs,
      })),
    );
  }

  async #complete(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    // First the standings, as everybody who changes several devices.
    await this.#tx.query('call lock_standings($1)', [entries.map((entry) => entry.deviceId)]);
    await this.#tx.query(
      `with told as (select * from unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[]) as u(id, mac, passcode_sealed, device_sn)),
       macs as (update device_mac m set mac = u.mac from told u where m.device_id = u.id and m.mac <> u.mac)
       update device d set mac = u.mac, passcode_sealed = coalesce(d.passcode_sealed, u.passcode_sealed),
         device_sn = coalesce(d.device_sn, u.device_sn)
       from told u where d.id = u.id`,
      [
        entries.map((entry) => entry.deviceId),
        entries.map((entry) => entry.mac),
        entries.map((entry) => this.#sealed(entry)),
        entries.map((entry) => entry.deviceSn),
      ],
    );
  }

  #sealed(entry: Entry): Buffer | null {
    return entry.passcode === null ? null : this.#seal.seal(entry.passcode);
  }
}

function completeEntry(entry: Entry, { passcode, deviceSn }: ImportedDevice): ImportOutcome {
  const completed = {
    passcode: entry.passcode ?? passcode ?? null,
    deviceSn: entry.deviceSn ?? deviceSn ?? null,
  };
  if (passcode !== undefined && passcode !== completed.passcode) {
    return { refusal: 'passcode: the device has another one' };
  }
  if (deviceSn !== undefined && deviceSn !== completed.deviceSn) {
    return { refusal: 'device_sn: the device has another one' };
  }
  entry.isCompleted ||= completed.passcode !== entry.passcode || completed.deviceSn !== entry.deviceSn;
  Object.assign(entry, completed);
  return { did: entry.did };
}

import type { Queryable, Transactions } from './database.ts';

/** A binding that comes from elsewhere. */
export interface ImportedBinding {
  /** Who: one of what people are found by. `email` in lower case. */
  readonly user: { readonly by: 'uid' | 'username' | 'phone' | 'email'; readonly value: string };
  /** `mac` in lower case. */
  readonly device: { readonly by: 'did' | 'mac'; readonly value: string };
  /** Undefined: he owns it when nobody does (contract.md §5). */
  readonly isOwner: boolean | undefined;
  readonly remark: string | undefined;
  readonly devAlias: string | undefined;
  readonly boundAtMs: number | undefined;
}

/** The pair that is bound now, or the field that stands in the way and why. */
export type BindingOutcome = { readonly did: string; readonly uid: string } | { readonly refusal: string };

export interface BindingImport {
  readonly enterpriseId: string;
  readonly productId: number;
  /** The app they count as bound with; undefined: none. */
  readonly appid: string | undefined;
  readonly bindings: readonly ImportedBinding[];
  readonly importedAtMs: number;
}

/**
 * Binds devices of a product to users of its enterprise, one outcome each in the order given; a refused one leaves the
 * others be. A binding that is there already is completed with the remark and the alias it lacks and otherwise untouched,
 * so that the same import may run again.
 */
export function importBindings(
  database: Transactions<BindingOutcome[]>,
  order: BindingImport,
): Promise<BindingOutcome[]> {
  return database.transaction((tx) => new Import(tx, order).run());
}

interface Device {
  readonly deviceId: number;
  readonly did: string;
  readonly mac: string;
}

interface Binding {
  readonly deviceId: number;
  readonly uid: string;
  readonly isOwner: boolean;
  remark: string;
  devAlias: string;
  readonly boundAtMs: number;
  state: 'kept' | 'new' | 'completed';
}

class Import {
  readonly #tx: Queryable;
  readonly #order: BindingImport;
  /** `phone 13800000000` → uid */
  readonly #uids = new Map<string, string>();
  /** `mac aabb…` */
  readonly #devices = new Map<string, Device>();
  /** `device_id uid` */
  readonly #bindings = new Map<string, Binding>();
  readonly #owners = new Map<number, string>();

  constructor(tx: Queryable, order: BindingImport) {
    this.#tx = tx;
    this.#order = order;
  }

  /** Users before devices, each in the order of their ids: as everybody locks them who binds. */
  async run(): Promise<BindingOutcome[]> {
    await this.#lockUsers();
    await this.#lockDevices();
    await this.#readBindings();
    const outcomes = this.#order.bindings.map((binding) => this.#enter(binding));
    await this.#write();
    return outcomes;
  }

  async #lockUsers(): Promise<void> {
    const by = (name: ImportedBinding['user']['by']) =>
      this.#order.bindings.flatMap(({ user }) => (user.by === name ? user.value : []));
    const { rows } = await this.#tx.query<
      { uid: string } & Record<'username' | 'phone' | 'email', string | null>
    >(
      `select uid, username, phone, email from app_user where uid in (
         select uid from app_user where enterprise_id = $1 and uid = any($2)
         union select uid from app_user where enterprise_id = $1 and username = any($3)
         union select uid from app_user where enterprise_id = $1 and phone = any($4)
         union select uid from app_user where enterprise_id = $1 and email = any($5))
       order by uid for no key update`,
      [this.#order.enterpriseId, by('uid'), by('username'), by('phone'), by('email')],
    );
    for (const row of rows)
      for (const [name, value] of Object.entries(row))
        if (value !== null) this.#uids.set(`${name} ${value}`, row.uid);
  }

  async #lockDevices(): Promise<void> {
    const by = (name: ImportedBinding['device']['by']) =>
      this.#order.bindings.flatMap(({ device }) => (device.by === name ? device.value : []));
    const { productId } = this.#order;
    const { rows } = await this.#tx.query<Device>(
      `select s.device_id as "deviceId", d.did, d.mac from device_standing s join device d on d.id = s.device_id
       where s.product_id = $1 and s.device_id in (
         select device_id from device_did where did = any($2)
         union select device_id from device_mac where product_id = $1 and mac = any($3))
       order by s.device_id for no key update of s, d`,
      [productId, by('did'), by('mac')],
    );
    for (const device of rows) {
      this.#devices.set(`did ${device.did}`, device);
      this.#devices.set(`mac ${device.mac}`, device);
    }
  }

  async #readBindings(): Promise<void> {
    const { rows } = await this.#tx.query<Omit<Binding, 'state'>>(
      `select device_id as "deviceId", uid, is_owner as "isOwner", remark, dev_alias as "devAlias", bound_at as "boundAtMs"
       from binding where device_id = any($1)`,
      [[...this.#devices.values()].map(({ deviceId }) => deviceId)],
    );
    for (const row of rows) this.#remember({ ...row, state: 'kept' });
  }

  #remember(binding: Binding): void {
    this.#bindings.set(`${binding.deviceId} ${binding.uid}`, binding);
    if (binding.isOwner) this.#owners.set(binding.deviceId, binding.uid);
  }

  #enter(given: ImportedBinding): BindingOutcome {
    const uid = this.#uids.get(`${given.user.by} ${given.user.value}`);
    if (uid === undefined) return { refusal: `${given.user.by}: no such user` };
    const device = this.#devices.get(`${given.device.by} ${given.device.value}`);
    if (!device) return { refusal: `${given.device.by}: no such device` };
    const known = this.#bindings.get(`${device.deviceId} ${uid}`);
    const refusal = known ? complete(known, given) : this.#add(device.deviceId, uid, given);
    return refusal === undefined ? { did: device.did, uid } : { refusal };
  }

  /** Returns why not, if so. */
  #add(deviceId: number, uid: string, given: ImportedBinding): string | undefined {
    const hasOwner = this.#owners.has(deviceId);
    if (given.isOwner && hasOwner) return 'is_owner: the device has another owner';
    this.#remember({
      deviceId,
      uid,
      isOwner: given.isOwner ?? !hasOwner,
      remark: given.remark ?? '',
      devAlias: given.devAlias ?? '',
      boundAtMs: given.boundAtMs ?? this.#order.importedAtMs,
      state: 'new',
    });
    return undefined;
  }

  async #write(): Promise<void> {
    const all = [...this.#bindings.values()];
    const columns = (bindings: readonly Binding[]) => [
      bindings.map(({ deviceId }) => deviceId),
      bindings.map(({ uid }) => uid),
      bindings.map(({ remark }) => remark),
      bindings.map(({ devAlias }) => devAlias),
    ];
    // Before the new ones, which change counts: whoever ends bindings locks these before the counts, too.
    const completed = all.filter(({ state }) => state === 'completed');
    if (completed.length > 0)
      await this.#tx.query(
        `update binding b set remark = c.remark, dev_alias = c.dev_alias
         from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as c (device_id, uid, remark, dev_alias)
         where b.device_id = c.device_id and b.uid = c.uid`,
        columns(completed),
      );
    const fresh = all.filter(({ state }) => state === 'new');
    if (fresh.length > 0)
      await this.#tx.query(
        `insert into binding (device_id, uid, remark, dev_alias, is_owner, bound_at, appid)
         select *, $7 from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::timestamptz[])`,
        [
          ...columns(fresh),
          fresh.map(({ isOwner }) => isOwner),
          fresh.map(({ boundAtMs }) => new Date(boundAtMs)),
          this.#order.appid,
        ],
      );
  }
}

/** Returns why not, if so. */
function complete(known: Binding, { isOwner, remark, devAlias }: ImportedBinding): string | undefined {
  if ((isOwner ?? known.isOwner) !== known.isOwner) return 'is_owner: the binding says otherwise';
  const isOther = (told: string, given: string | undefined) => told !== '' && (given ?? told) !== told;
  if (isOther(known.remark, remark)) return 'remark: the binding has another one';
  if (isOther(known.devAlias, devAlias)) return 'dev_alias: the binding has another one';
  const isCompleted = (known.remark === '' && !!remark) || (known.devAlias === '' && !!devAlias);
  if (known.state === 'kept' && isCompleted) known.state = 'completed';
  known.remark ||= remark ?? '';
  known.devAlias ||= devAlias ?? '';
  return undefined;
}

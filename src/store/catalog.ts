import pg from 'pg';
import { type ProductDefinition, parseProductDefinition } from '../model/product-definition.ts';
import { clientConfig, type Database } from './database.ts';

export interface Enterprise {
  readonly enterpriseId: string;
  readonly name: string;
  readonly secretHash: Buffer;
  readonly hourlyQuota: number;
  readonly ipAllowList: readonly string[];
  /** Whether the secret of a product is enough to search its users (contract.md §2). */
  readonly usersSearchWithoutSecret: boolean;
  readonly createdAtMs: number;
}

/** A product's definition as of one version; versions count from 1. */
export interface VersionedDefinition {
  readonly version: number;
  readonly definition: ProductDefinition;
}

export interface Product {
  readonly id: number;
  readonly productKey: string;
  readonly enterpriseId: string;
  readonly name: string;
  readonly secretSealed: Buffer;
  /** Undefined while the product has no data points (transparent data only). */
  readonly current: VersionedDefinition | undefined;
  readonly remoteControl: boolean;
  readonly controlRequiresBinding: boolean;
  readonly controlAck: 'required' | 'sent';
  readonly registration: 'open' | 'preregistered' | 'encrypted';
  readonly association: 'open' | 'closed';
  /** What one device may send; undefined: the server's own limit. */
  readonly maxMessagesPerSecond: number | undefined;
  readonly maxPayloadBytes: number | undefined;
  /** The data points with which its devices say where they are. */
  readonly longitudeAttr: string | undefined;
  readonly latitudeAttr: string | undefined;
  /** Whether numbers that its devices report are summed up by the hour. */
  readonly aggData: boolean;
  /** Whether an app may ask for the passcode of a device by its mac. */
  readonly passcodeByMac: boolean;
  /** Until when devices that nobody knows may come in and wait for approval; undefined: they may not. */
  readonly adoptionUntilMs: number | undefined;
  readonly createdAtMs: number;
}

export interface App {
  readonly appid: string;
  readonly enterpriseId: string;
  readonly name: string;
  readonly secretHash: Buffer;
  /** Null for an app whose secret is older than this way to show it. */
  readonly authHash: Buffer | null;
  readonly createdAtMs: number;
}

interface Snapshot {
  readonly enterprises: ReadonlyMap<string, Enterprise>;
  readonly productsByKey: ReadonlyMap<string, Product>;
  readonly productsById: ReadonlyMap<number, Product>;
  readonly apps: ReadonlyMap<string, App>;
  /** `enterprise_id/product id` of every association. */
  readonly associations: ReadonlySet<string>;
}

const empty: Snapshot = {
  enterprises: new Map(),
  productsByKey: new Map(),
  productsById: new Map(),
  apps: new Map(),
  associations: new Set(),
};

const reconnectMs = 500;

/**
 * The small tables in memory: enterprises, products with their definitions, associations, apps. Whoever changes one
 * awaits `reload`, so that the next call sees the change, whichever process takes it; processes of other installations on
 * the same database hear of it by NOTIFY within milliseconds.
 */
export class Catalog {
  readonly #database: Database;
  readonly #reloadAll: () => Promise<void>;
  #snapshot: Snapshot = empty;
  #listener: pg.Client | undefined;
  #begunReloads = 0;
  #shownReload = 0;
  #closed = false;
  #reconnect: NodeJS.Timeout | undefined;
  /** Versions never change, so each is parsed once: `product id/version`. */
  readonly #definitions = new Map<string, VersionedDefinition>();

  /** @param reloadAll calls `reloadHere` of every process of the installation, this one included */
  constructor(database: Database, reloadAll: () => Promise<void> = () => this.reloadHere()) {
    this.#database = database;
    this.#reloadAll = reloadAll;
  }

  /** Reads everything once and listens for changes from then on. */
  async open(): Promise<void> {
    await this.#listen();
    await this.reloadHere();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#reconnect);
    await this.#listener?.end();
  }

  enterprise(enterpriseId: string): Enterprise | undefined {
    return this.#snapshot.enterprises.get(enterpriseId);
  }

  enterprises(): Enterprise[] {
    return [...this.#snapshot.enterprises.values()];
  }

  productByKey(productKey: string): Product | undefined {
    return this.#snapshot.productsByKey.get(productKey);
  }

  productById(id: number): Product | undefined {
    return this.#snapshot.productsById.get(id);
  }

  products(): Product[] {
    return [...this.#snapshot.productsByKey.values()];
  }

  app(appid: string): App | undefined {
    return this.#snapshot.apps.get(appid);
  }

  apps(): App[] {
    return [...this.#snapshot.apps.values()];
  }

  isAssociated(enterpriseId: string, productId: number): boolean {
    return this.#snapshot.associations.has(`${enterpriseId}/${productId}`);
  }

  /** One version of a product's definition, read and parsed at most once. Undefined if there is no such version. */
  async definition(product: Product, version: number): Promise<VersionedDefinition | undefined> {
    const known = this.#definitions.get(`${product.id}/${version}`);
    if (known) return known;
    const { rows } = await this.#database.query<{ document: unknown }>(
      'select document from product_definition where product_id = $1 and version = $2',
      [product.id, version],
    );
    return rows[0] && this.#remember(product.id, product.productKey, version, rows[0].document);
  }

  /** Reads everything anew in every process of the installation. */
  reload(): Promise<void> {
    return this.#reloadAll();
  }

  /** Reads everything anew. Of overlapping reloads the one that began last stays, whichever ends first. */
  async reloadHere(): Promise<void> {
    const order = ++this.#begunReloads;
    const [enterprises, products, associations, apps] = await Promise.all([
      this.#database.query<EnterpriseRow>('select * from enterprise order by created_at, enterprise_id'),
      this.#database.query<ProductRow>(
        `select p.*, d.document from product p
         left join product_definition d on d.product_id = p.id and d.version = p.definition_version order by p.id`,
      ),
      this.#database.query<{ enterprise_id: string; product_id: number }>(
        'select enterprise_id, product_id from association',
      ),
      this.#database.query<AppRow>('select * from app order by created_at, appid'),
    ]);
    if (order < this.#shownReload) return;
    this.#shownReload = order;
    const parsed = products.rows.map((row) => this.#product(row));
    this.#snapshot = {
      enterprises: new Map(enterprises.rows.map((row) => [row.enterprise_id, enterpriseOf(row)])),
      productsByKey: new Map(parsed.map((product) => [product.productKey, product])),
      productsById: new Map(parsed.map((product) => [product.id, product])),
      apps: new Map(apps.rows.map((row) => [row.appid, appOf(row)])),
      associations: new Set(associations.rows.map((row) => `${row.enterprise_id}/${row.product_id}`)),
    };
  }

  #product(row: ProductRow): Product {
    return {
      id: row.id,
      productKey: row.product_key,
      enterpriseId: row.enterprise_id,
      name: row.name,
      secretSealed: row.secret_sealed,
      current:
        row.document === null
          ? undefined
          : this.#remember(row.id, row.product_key, row.definition_version, row.document),
      remoteControl: row.remote_control,
      controlRequiresBinding: row.control_requires_binding,
      controlAck: row.control_ack,
      registration: row.registration,
      association: row.association,
      maxMessagesPerSecond: row.max_messages_per_second ?? undefined,
      maxPayloadBytes: row.max_payload_bytes ?? undefined,
      longitudeAttr: row.longitude_attr ?? undefined,
      latitudeAttr: row.latitude_attr ?? undefined,
      aggData: row.agg_data,
      passcodeByMac: row.passcode_by_mac,
      adoptionUntilMs: row.adoption_until ?? undefined,
      createdAtMs: row.created_at,
    };
  }

  #remember(productId: number, productKey: string, version: number, document: unknown): VersionedDefinition {
    const key = `${productId}/${version}`;
    let known = this.#definitions.get(key);
    if (!known) {
      known = { version, definition: parseProductDefinition(document, productKey) };
      this.#definitions.set(key, known);
    }
    return known;
  }

  async #listen(): Promise<void> {
    // The one before is still there when what failed was the reading.
    this.#listener?.end().catch(() => {});
    this.#listener = undefined;
    const client = new pg.Client(clientConfig(this.#database.connection, 'qiyun catalog'));
    client.on('notification', () => void this.reloadHere().catch(() => this.#relisten(client)));
    client.on('error', () => this.#relisten(client));
    client.on('end', () => this.#relisten(client));
    try {
      await client.connect();
      await client.query('listen catalog_changed');
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    this.#listener = client;
  }

  /** What changed while nobody listened is caught up by the reload in `open`. */
  #relisten(broken: pg.Client): void {
    if (this.#closed || this.#listener !== broken) return;
    this.#listener = undefined;
    broken.end().catch(() => {});
    this.#retryOpen();
  }

  #retryOpen(): void {
    if (this.#closed) return;
    this.#reconnect = setTimeout(() => void this.open().catch(() => this.#retryOpen()), reconnectMs);
  }
}

interface EnterpriseRow {
  enterprise_id: string;
  name: string;
  secret_hash: Buffer;
  hourly_quota: number;
  ip_allow_list: string[];
  users_search_without_secret: boolean;
  created_at: number;
}

interface ProductRow {
  id: number;
  product_key: string;
  enterprise_id: string;
  name: string;
  secret_sealed: Buffer;
  definition_version: number;
  remote_control: boolean;
  control_requires_binding: boolean;
  control_ack: 'required' | 'sent';
  registration: 'open' | 'preregistered' | 'encrypted';
  association: 'open' | 'closed';
  max_messages_per_second: number | null;
  max_payload_bytes: number | null;
  longitude_attr: string | null;
  latitude_attr: string | null;
  agg_data: boolean;
  passcode_by_mac: boolean;
  adoption_until: number | null;
  created_at: number;
  document: unknown;
}

interface AppRow {
  appid: string;
  enterprise_id: string;
  name: string;
  secret_hash: Buffer;
  auth_hash: Buffer | null;
  created_at: number;
}

function enterpriseOf(row: EnterpriseRow): Enterprise {
  return {
    enterpriseId: row.enterprise_id,
    name: row.name,
    secretHash: row.secret_hash,
    hourlyQuota: row.hourly_quota,
    ipAllowList: row.ip_allow_list,
    usersSearchWithoutSecret: row.users_search_without_secret,
    createdAtMs: row.created_at,
  };
}

function appOf(row: AppRow): App {
  return {
    appid: row.appid,
    enterpriseId: row.enterprise_id,
    name: row.name,
    secretHash: row.secret_hash,
    authHash: row.auth_hash,
    createdAtMs: row.created_at,
  };
}

import { isDeepStrictEqual } from 'node:util';
import type { Product } from './catalog.ts';
import type { Queryable, Transactions } from './database.ts';
import { asIdentifierTaken } from './identifier-taken.ts';
import { updateRow } from './update-row.ts';

export type ProductSettings = {
  readonly [K in
    | 'name'
    | 'remoteControl'
    | 'controlRequiresBinding'
    | 'controlAck'
    | 'registration'
    | 'association'
    | 'aggData'
    | 'passcodeByMac']?: Product[K] | undefined;
} & {
  /** Null: the server's own limit. */
  readonly [K in 'maxMessagesPerSecond' | 'maxPayloadBytes']?: number | null | undefined;
} & {
  /** Null: the devices do not say where they are. */
  readonly [K in 'longitudeAttr' | 'latitudeAttr']?: string | null | undefined;
} & {
  /** Null: no adoption. */
  readonly adoptionUntilMs?: number | null | undefined;
};

export interface NewProduct {
  readonly productKey: string;
  readonly enterpriseId: string;
  readonly name: string;
  readonly secretSealed: Buffer;
  /** As `parseProductDefinition` completed it; undefined for a product that has no data points. */
  readonly document: object | undefined;
  readonly createdAtMs: number;
}

/**
 * Enters a product, associated with its own enterprise from the start.
 *
 * @throws QiyunError 5002 when the product_key is used already
 */
export async function createProduct(database: Transactions<void>, product: NewProduct): Promise<void> {
  const createdAt = new Date(product.createdAtMs);
  try {
    await database.transaction(async (tx) => {
      const { rows } = await tx.query<{ id: number }>(
        `insert into product (product_key, enterprise_id, name, secret_sealed, created_at)
         values ($1, $2, $3, $4, $5) returning id`,
        [product.productKey, product.enterpriseId, product.name, product.secretSealed, createdAt],
      );
      const productId = rows[0]!.id;
      await tx.query('insert into association (enterprise_id, product_id, created_at) values ($1, $2, $3)', [
        product.enterpriseId,
        productId,
        createdAt,
      ]);
      if (product.document) await appendDefinition(tx, { productId, document: product.document, createdAt });
    });
  } catch (error) {
    throw asIdentifierTaken(error, 'product_key');
  }
}

export interface ProductUpdate {
  readonly settings: ProductSettings;
  /** A new definition; undefined keeps the present one. */
  readonly document: object | undefined;
  readonly updatedAtMs: number;
}

/** Changes settings and definition together. A definition equal to the present one makes no new version. */
export async function updateProduct(
  database: Transactions<void>,
  productId: number,
  { settings, document, updatedAtMs }: ProductUpdate,
): Promise<void> {
  await database.transaction(async (tx) => {
    const present = await lockDefinition(tx, productId);
    await updateRow(tx, { table: 'product', key: { id: productId }, columns: columnsOf(settings) });
    // What is compared went through JSON as the stored one did: -0, for one, comes back as 0.
    if (document && !isDeepStrictEqual(JSON.parse(JSON.stringify(document)), present)) {
      await appendDefinition(tx, { productId, document, createdAt: new Date(updatedAtMs) });
    }
  });
}

/** Replaces the secret and ends every token that the old one brought, of whichever enterprise. */
export async function rotateProductSecret(
  database: Transactions<void>,
  productId: number,
  secretSealed: Buffer,
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('update product set secret_sealed = $2 where id = $1', [productId, secretSealed]);
    await tx.query('delete from access_token where product_id = $1', [productId]);
  });
}

/** Erases the product with its definitions and associations. Its devices should be gone before: they may be many. */
export async function deleteProduct(db: Queryable, productId: number): Promise<void> {
  await db.query('delete from product where id = $1', [productId]);
}

/** The present definition's document, null without one; concurrent updates of the product wait for each other. */
async function lockDefinition(tx: Queryable, productId: number): Promise<unknown> {
  await tx.query('select from product where id = $1 for no key update', [productId]);
  const { rows } = await tx.query<{ document: unknown }>(
    `select d.document from product p
     join product_definition d on d.product_id = p.id and d.version = p.definition_version where p.id = $1`,
    [productId],
  );
  return rows[0]?.document ?? null;
}

interface DefinitionVersion {
  readonly productId: number;
  readonly document: object;
  readonly createdAt: Date;
}

async function appendDefinition(tx: Queryable, version: DefinitionVersion): Promise<void> {
  await tx.query(
    `with next as (
       update product set definition_version = definition_version + 1 where id = $1
       returning id, definition_version
     )
     insert into product_definition (product_id, version, document, created_at)
     select id, definition_version, $2::json, $3 from next`,
    [version.productId, JSON.stringify(version.document), version.createdAt],
  );
}

function columnsOf(settings: ProductSettings): Record<string, unknown> {
  return {
    name: settings.name,
    remote_control: settings.remoteControl,
    control_requires_binding: settings.controlRequiresBinding,
    control_ack: settings.controlAck,
    registration: settings.registration,
    association: settings.association,
    max_messages_per_second: settings.maxMessagesPerSecond,
    max_payload_bytes: settings.maxPayloadBytes,
    longitude_attr: settings.longitudeAttr,
    latitude_attr: settings.latitudeAttr,
    agg_data: settings.aggData,
    passcode_by_mac: settings.passcodeByMac,
    adoption_until: settings.adoptionUntilMs && new Date(settings.adoptionUntilMs),
  };
}

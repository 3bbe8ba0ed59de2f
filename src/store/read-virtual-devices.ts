import type { Queryable } from './database.ts';

/** A device that the server plays. */
export interface VirtualDevice {
  readonly productId: number;
  readonly deviceId: number;
  readonly did: string;
  readonly passcodeSealed: Buffer;
  /** Of the product at present. */
  readonly definitionVersion: number;
  /** Of the product, where its devices register encrypted; else null. */
  readonly secretSealed: Buffer | null;
}

/** All of the installation whose product has data points. */
export async function readVirtualDevices(db: Queryable): Promise<VirtualDevice[]> {
  const { rows } = await db.query<VirtualDevice>(
    `select v.product_id as "productId", v.device_id as "deviceId", d.did, d.passcode_sealed as "passcodeSealed",
       p.definition_version as "definitionVersion",
       case when p.registration = 'encrypted' then p.secret_sealed end as "secretSealed"
     from virtual_device v join device d on d.id = v.device_id join product p on p.id = v.product_id
     where d.passcode_sealed is not null and p.definition_version > 0`,
  );
  return rows;
}

/** The document of a version of a product's definition. */
export async function readDefinitionDocument(
  db: Queryable,
  { productId, definitionVersion }: Pick<VirtualDevice, 'productId' | 'definitionVersion'>,
): Promise<unknown> {
  const { rows } = await db.query<{ document: unknown }>(
    'select document from product_definition where product_id = $1 and version = $2',
    [productId, definitionVersion],
  );
  return rows[0]?.document;
}

/** Whether the server plays a device. */
export async function isVirtualDevice(db: Queryable, deviceId: number): Promise<boolean> {
  const { rows } = await db.query('select from virtual_device where device_id = $1', [deviceId]);
  return rows.length > 0;
}

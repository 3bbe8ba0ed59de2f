import type { Queryable } from './database.ts';

/** What a user says of a device that he has bound. */
export interface BindingLabels {
  readonly remark: string;
  readonly devAlias: string;
  readonly devLabel: string[];
}

/** Changes what is given and returns all of it. Undefined when the user has not bound the device. */
export async function labelBinding(
  db: Queryable,
  { deviceId, uid }: { readonly deviceId: number; readonly uid: string },
  { remark, devAlias, devLabel }: { readonly [K in keyof BindingLabels]: BindingLabels[K] | undefined },
): Promise<BindingLabels | undefined> {
  const { rows } = await db.query<BindingLabels>(
    `update binding set remark = coalesce($3, remark), dev_alias = coalesce($4, dev_alias),
       dev_label = coalesce($5::text[], dev_label)
     where device_id = $1 and uid = $2 returning remark, dev_alias as "devAlias", dev_label as "devLabel"`,
    [deviceId, uid, remark, devAlias, devLabel],
  );
  return rows[0];
}

import { type Static, Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { type BoundDevice, listBoundDevices } from '../../store/bound-devices.ts';
import { owningEnterprise } from '../../store/owning-enterprise.ts';
import { searchUsers } from '../../store/search-users.ts';
import { userParams } from '../admin/field-schemas.ts';
import { secondsOf, secondsOrNull } from '../admin/seconds.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { toUserAnswer, userFields } from '../user-answer.ts';
import { consoleCaller, visibleProducts } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const devicesMax = 1000;

const boundDevice = Type.Object({
  product_key: Type.String(),
  did: Type.String(),
  mac: Type.String(),
  dev_alias: Type.String(),
  role: Type.Union([
    Type.Literal('special'),
    Type.Literal('owner'),
    Type.Literal('guest'),
    Type.Literal('normal'),
  ]),
  is_online: Type.Boolean(),
  is_disabled: Type.Boolean(),
  reported_at: nullable(Type.Integer()),
});

const userAnswer = Type.Object({
  ...userFields,
  enterprise_id: Type.String(),
  updated_at: Type.Integer(),
  /** Of products that the caller may see, the newest binding first, 1000 at most. */
  devices: Type.Array(boundDevice),
});

const schema = {
  summary: 'Shows a user with the devices bound to him',
  params: userParams,
  response: { 200: userAnswer },
};

export const showUserEndpoint = ({ database, catalog }: ConsoleServices) =>
  endpoint(schema, async ({ params: { uid } }, request) => {
    const enterpriseId = await owningEnterprise(database, 'uid', uid);
    const { role, enterpriseId: own } = consoleCaller(request);
    if (enterpriseId === undefined || (role !== 'admin' && own !== enterpriseId))
      throw new QiyunError('5017');
    const { rows } = await searchUsers(database, { enterpriseId, uid }, { limit: 1, skip: 0 });
    if (!rows[0]) throw new QiyunError('5017');
    const query = { uid, withDisabled: true, limit: devicesMax, skip: 0 };
    const devices = await listBoundDevices(database, query);
    const keys = new Map(visibleProducts(catalog, request).map(({ id, productKey }) => [id, productKey]));
    return {
      ...toUserAnswer(rows[0]),
      updated_at: secondsOf(rows[0].updatedAtMs),
      enterprise_id: enterpriseId,
      devices: devices.flatMap((device) => {
        const productKey = keys.get(device.productId);
        return productKey === undefined ? [] : [toDeviceAnswer(device, productKey)];
      }),
    };
  });

function toDeviceAnswer(device: BoundDevice, productKey: string): Static<typeof boundDevice> {
  const { did, mac, devAlias, role, isOnline, isDisabled, reportedAtMs } = device;
  return {
    product_key: productKey,
    did,
    mac,
    dev_alias: devAlias,
    role,
    is_online: isOnline,
    is_disabled: isDisabled,
    reported_at: secondsOrNull(reportedAtMs),
  };
}

import { Type } from 'typebox';
import { invalidField, QiyunError } from '../../model/errors.ts';
import { labelBinding } from '../../store/label-binding.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { devAlias, devLabel, remark } from './binding-fields.ts';
import { ownDevice } from './own-device.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'put_app_bindings_did',
  tags: ['应用绑定'],
  summary: '修改绑定信息',
  description: 'Changes what the user says of a device that he has bound; others do not see it.',
  descriptionZh: '修改用户自己对设备的备注、别名和标签，互不影响。至少填一项。',
  params: Type.Object({ did: Type.String() }),
  body: Type.Object({
    remark: Type.Optional(remark),
    dev_alias: Type.Optional(devAlias),
    dev_label: Type.Optional(devLabel),
  }),
  response: { 200: Type.Object({ remark, dev_alias: devAlias, dev_label: devLabel }) },
  refusals: ['9014', '9017'],
} as const satisfies DocumentedSchema;

export const updateBinding = (services: AppServices) =>
  userEndpoint(schema, async ({ params, body }, user, request) => {
    const { remark, dev_alias: devAlias, dev_label: devLabel } = body;
    if (remark === undefined && devAlias === undefined && devLabel === undefined)
      throw invalidField('body', 'must have remark, dev_alias or dev_label');
    const { deviceId, did } = await ownDevice(services, user, params.did);
    const key = { deviceId, uid: user.uid };
    const given = Object.entries({ remark, dev_alias: devAlias, dev_label: devLabel });
    const fields = given.flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const act = { action: 'device.label', dids: [did], detail: { fields } } as const;
    const labels = await auditedChanges(services, userActor(user, request), act).transaction(async (tx) => {
      const changed = await labelBinding(tx, key, { remark, devAlias, devLabel });
      if (!changed) throw new QiyunError('9017');
      return changed;
    });
    return { remark: labels.remark, dev_alias: labels.devAlias, dev_label: labels.devLabel };
  });

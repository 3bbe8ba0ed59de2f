import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { bindByUser } from '../../store/bind-by-user.ts';
import { auditedChanges } from '../audited-changes.ts';
import { dividedOutcome, divideOutcome } from '../divided-outcome.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { remark } from './binding-fields.ts';
import { requirePasscode } from './require-passcode.ts';
import { userActor } from './user-actor.ts';
import { type AppUser, userEndpoint } from './user-endpoint.ts';

const claimed = Type.Object({
  did: Type.String(),
  passcode: Type.String({ description: 'passcode of the device', 'x-description-zh': '设备 passcode' }),
  remark: Type.Optional(remark),
});

const schema = {
  operationId: 'post_app_bindings',
  tags: ['应用绑定'],
  summary: '通过 did 和 passcode 绑定设备',
  description:
    'Binds devices whose passcodes the app knows, as older apps do. Those that cannot be bound fail.',
  descriptionZh: '以 did 和 passcode 绑定设备，供旧版应用使用。不能绑定的设备为失败。',
  body: Type.Object({ devices: Type.Array(claimed, { maxItems: 100 }) }),
  response: { 200: dividedOutcome },
} as const satisfies DocumentedSchema;

export const bindByPasscode = (services: AppServices) =>
  userEndpoint(schema, async ({ body }, user, request) => {
    const bound = new Set<string>();
    for (const device of body.devices) {
      if (await isBound(services, { ...device, user }, request)) bound.add(device.did);
    }
    const dids = body.devices.map(({ did }) => did);
    return divideOutcome(dids, (did) => bound.has(did));
  });

/** False for what is wrong with this device alone. */
async function isBound(
  services: AppServices,
  { user, did, passcode, remark }: Static<typeof claimed> & { readonly user: AppUser },
  request: FastifyRequest,
): Promise<boolean> {
  const { enterpriseId, appid } = user.app;
  try {
    await requirePasscode(services, { did, passcode, user }, request);
    const who = { enterpriseId, uid: user.uid, appid };
    const act = { action: 'device.bind', dids: [did] } as const;
    const changes = auditedChanges(services, userActor(user, request), act);
    await bindByUser(changes, { ...who, did, remark, isExclusive: false, boundAtMs: services.clock() });
    return true;
  } catch (error) {
    if (error instanceof QiyunError && ofOneDevice.has(error.code)) return false;
    throw error;
  }
}

const ofOneDevice: ReadonlySet<string> = new Set(['9014', '9016', '9023', '9092']);

import { type Static, Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import { frameKind } from '../../store/batch/batch-rows.ts';
import type { LoggedFrame } from '../../store/frame-log.ts';
import type { LogWindow } from '../../store/log-window.ts';
import { readPresenceLog } from '../../store/presence-log.ts';
import type { Page } from '../../store/read-page.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { lastSecond } from '../last-second.ts';
import { pagingQuery } from '../paging.ts';
import { presenceEntry, presenceEntryOf } from '../presence-entry.ts';
import type { AppServices } from './app-services.ts';
import { ownDevice } from './own-device.ts';
import { userEndpoint } from './user-endpoint.ts';

const second = { minimum: 0, maximum: lastSecond };
const time = {
  start_time: Type.Integer({
    ...second,
    description: 'first second, since the epoch',
    'x-description-zh': '开始时间，秒',
  }),
  end_time: Type.Integer({
    ...second,
    description: 'last second, since the epoch; less than 48 hours after start_time',
    'x-description-zh': '结束时间，秒；与开始时间相差小于 48 小时',
  }),
};
const type = Type.Enum(['cmd', 'online'], {
  description: 'cmd: the frames; online: when it came and went',
  'x-description-zh': 'cmd 通信日志，online 上下线记录',
});
const sort = Type.Enum(['asc', 'desc'], { default: 'desc' });

const frame = Type.Object({
  timestamp: Type.Number(),
  type: Type.Enum(['dev2app', 'app2dev']),
  payload_bin: Type.String({
    description: 'the whole frame in lower-case hex',
    'x-description-zh': '整帧的十六进制',
  }),
});

const schema = {
  operationId: 'get_app_devices_did_raw_data',
  tags: ['应用设备'],
  summary: '获取设备的通信日志和上下线记录',
  description: 'Frames of a device that the user has bound, or when it came online and went offline.',
  descriptionZh: '用户已绑定设备的通信日志或上下线记录。',
  params: Type.Object({ did: Type.String() }),
  querystring: Type.Object({ type, ...time, sort, ...pagingQuery }),
  response: {
    200: Type.Object({
      meta: Type.Object({
        did: Type.String(),
        type,
        ...time,
        sort,
        limit: Type.Integer(),
        skip: Type.Integer(),
        total: Type.Integer(),
      }),
      objects: Type.Array(Type.Union([frame, presenceEntry])),
    }),
  },
  refusals: ['9014', '9017'],
} as const satisfies DocumentedSchema;

type Query = Static<typeof schema.querystring>;
type LogEntry = Static<typeof frame> | Static<typeof presenceEntry>;

export const rawData = (services: AppServices) =>
  userEndpoint(schema, async ({ params: { did }, query }, user) => {
    refuseWideWindow(query);
    const { type, start_time: startS, end_time: endS, sort, limit, skip } = query;
    const { deviceId } = await ownDevice(services, user, did);
    const { rows, total } = await readLog(services, type, { deviceId, startS, endS, sort, limit, skip });
    return {
      meta: { did, type, start_time: startS, end_time: endS, sort, limit, skip, total },
      objects: rows,
    };
  });

const longestS = 48 * 3_600;
const deepest = 5_000;

/** app-open-api.md §5.2, raw_data */
function refuseWideWindow({ start_time: startS, end_time: endS, limit, skip }: Query): void {
  if (startS >= endS) throw invalidField('start_time', 'must be before end_time');
  if (endS - startS >= longestS)
    throw invalidField('start_time', 'must be less than 48 hours before end_time');
  if (skip + limit > deepest) throw invalidField('skip', `must be at most ${deepest} with limit`);
}

async function readLog(
  { frameLog, database }: AppServices,
  type: Query['type'],
  window: LogWindow,
): Promise<Page<LogEntry>> {
  if (type === 'cmd') {
    const { rows, total } = await frameLog.readFrames(window);
    return { rows: rows.map(frameOf), total };
  }
  const { rows, total } = await readPresenceLog(database, window);
  return { rows: rows.map(presenceEntryOf), total };
}

function frameOf({ receivedAtMs, kind, payload }: LoggedFrame): Static<typeof frame> {
  return {
    timestamp: receivedAtMs / 1000,
    type: kind === frameKind.app2dev ? 'app2dev' : 'dev2app',
    payload_bin: payload.toString('hex'),
  };
}

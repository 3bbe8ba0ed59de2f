import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenOn } from '../../model/listen-on.ts';
import { ConsoleSessions } from '../../store/console-sessions.ts';
import { createMember } from '../../store/members.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';
import { EventStreams } from './event-streams.ts';
import { nextEvent, receivedEvents } from './received-events.test-helper.ts';

const passwordHash = 'scrypt$1$1$1$none$none';
const eventStreams = new EventStreams({ checkMs: 10, maxStreamsPerOwner: 1 });

let api: ConsoleApi;
let sessions: ConsoleSessions;
let product: ConsoleTestProduct;
let partner: ConsoleTestProduct;
let url: string;
let members = 0;

beforeAll(async () => {
  api = await startConsoleApi({ eventStreams });
  sessions = new ConsoleSessions(api.database);
  [product, partner] = [await api.createProduct(), await api.createProduct()];
  const { did } = await api.createDevice(product, 'accf2350d446');
  const port = await listenOn(api.app.server, { port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${port}/console/v1/products/${product.productKey}/devices/${did}/events`;
});

afterAll(async () => {
  eventStreams.close();
  await api.close();
});

async function createViewer(enterpriseId = product.enterpriseId) {
  const memberId = String(++members).padStart(32, '0');
  const member = { memberId, enterpriseId, passwordHash };
  const named = { username: memberId, name: '嫦娥', role: 'viewer', createdAtMs: api.clock() } as const;
  await createMember(api.database, { ...member, ...named });
  const logIn = async () => {
    const token = await sessions.begin(member, api.clock(), api.database);
    return { cookie: `qiyun_session=${token}` };
  };
  return { memberId, logIn, path: `/admin/v1/members/${memberId}` };
}

async function listen(headers: Record<string, string>) {
  const events = receivedEvents(await fetch(url, { headers }));
  expect(await nextEvent(events)).toMatchObject({ event: 'present' });
  return events;
}

type Viewer = Awaited<ReturnType<typeof createViewer>>;

test.each<[string, (viewer: Viewer, headers: Record<string, string>) => Promise<unknown>]>([
  ['another role', ({ path }) => api.succeed('PATCH', path, { role: 'manager' })],
  ['another password', ({ path }) => api.succeed('PATCH', path, { password: 'jade rabbit' })],
  ['the end of the membership', ({ path }) => api.succeed('DELETE', path)],
  [
    'a log-out',
    (_viewer, headers) =>
      api.app.inject({
        method: 'DELETE',
        url: '/console/v1/session',
        headers: { ...headers, 'x-qiyun-console': '1' },
      }),
  ],
])('a stream that is open ends with %s', async (_title, end) => {
  const viewer = await createViewer();
  const headers = await viewer.logIn();
  const events = await listen(headers);
  await end(viewer, headers);
  expect((await events.next()).done).toBe(true);
});

test('a stream that is open ends with the association of the listener’s enterprise', async () => {
  const pair = [partner.enterpriseId, product.id];
  await api.database.query('insert into association values ($1, $2, now())', pair);
  await api.catalog.reload();
  const events = await listen(await (await createViewer(partner.enterpriseId)).logIn());
  await api.database.query('delete from association where enterprise_id = $1 and product_id = $2', pair);
  await api.catalog.reload();
  expect((await events.next()).done).toBe(true);
});

test('a person has no more streams with more sessions, so that nobody takes those of all others', async () => {
  const viewer = await createViewer();
  const events = await listen(await viewer.logIn());
  expect((await fetch(url, { headers: await viewer.logIn() })).status).toBe(429);
  await listen(await (await createViewer()).logIn());
  await events.return(undefined);
});

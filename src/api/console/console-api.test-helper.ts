import { tmpdir } from 'node:os';
import { createTestDatabase } from '../../../test/test-database.ts';
import { StatusLayouts } from '../../codec/status-layouts.ts';
import type { Vitals } from '../../metrics/installation-vitals.ts';
import type { Clock } from '../../model/clock.ts';
import { newDid } from '../../model/identifiers.ts';
import { ReportCalendar } from '../../model/report-calendar.ts';
import { createThrottles } from '../../model/throttle.ts';
import { WatchedDevices } from '../../processes/watched-devices.ts';
import { Catalog } from '../../store/catalog.ts';
import { createDevice } from '../../store/create-device.ts';
import type { Database } from '../../store/database.ts';
import { SecretSeal } from '../../store/secret-seal.ts';
import { RecordedCommands } from '../admin/admin-api.test-helper.ts';
import { registerAdminApi } from '../admin/admin-api.ts';
import { ListedBackups } from '../admin/listed-backups.test-helper.ts';
import { createHttpApp } from '../http-app.ts';
import type { HttpApp } from '../http-face.ts';
import { SessionGate } from '../session/session-gate.ts';
import { type ConsoleApiOptions, registerConsoleApi } from './console-api.ts';
import { EventStreams } from './event-streams.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { StandInVirtualDevices } from './virtual-devices.test-helper.ts';

export const adminToken = 'a'.repeat(32);

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared, not computed with
type Json = any;

export interface ConsoleApi {
  readonly app: HttpApp;
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly calendar: ReportCalendar;
  readonly commands: RecordedCommands;
  readonly clock: Clock;
  /** Tells what happens to devices to whoever watches them. */
  readonly watched: WatchedDevices;
  readonly eventStreams: EventStreams;
  /** Moves the clock, which otherwise stands still. */
  setNow(nowMs: number): void;
  /** One call of the admin; a path of another face begins with `/admin/v1`. */
  call(method: Method, path: string, body?: object): Promise<{ status: number; body: Json }>;
  /** One call that must succeed; its body. */
  succeed(method: Method, path: string, body?: object): Promise<Json>;
  /** A product of an enterprise of its own, as /admin/v1 creates it. */
  createProduct(product?: object): Promise<ConsoleTestProduct>;
  createDevice(product: ConsoleTestProduct, mac: string): Promise<{ deviceId: number; did: string }>;
  close(): Promise<void>;
}

export interface ConsoleTestProduct {
  readonly id: number;
  readonly productKey: string;
  readonly enterpriseId: string;
}

const idleVitals: Vitals = { processes: async () => [], history: async () => [] };

const facts: InstallationFacts = {
  dataDir: tmpdir(),
  databaseHost: undefined,
  retentionDays: 7,
  auditDays: 180,
  reportTimeZone: 'Asia/Shanghai',
  publicHost: undefined,
  ports: () => ({ http: 8080, mqtt: 1883, deviceHttp: undefined, https: undefined, mqtts: undefined }),
  senders: { mail: false, sms: false, accounts: false, codesInLog: false },
};

/** The console's face, with /admin/v1 beside it, on a database of its own. */
export async function startConsoleApi(
  overrides: Partial<ConsoleApiOptions> = {},
  startMs = Date.parse('2026-11-22T08:00:00Z'),
  trustedProxies: readonly string[] = [],
): Promise<ConsoleApi> {
  let nowMs = startMs;
  const { database, drop } = await createTestDatabase(nowMs);
  const catalog = new Catalog(database);
  await catalog.open();
  const seal = new SecretSeal(Buffer.alloc(32, 7));
  const clock = () => nowMs;
  const calendar = new ReportCalendar('Asia/Shanghai');
  const commands = new RecordedCommands(database);
  const app = createHttpApp({ checkReady: async () => {}, trustedProxies });
  const services = {
    database,
    catalog,
    seal,
    commands,
    backups: new ListedBackups(),
    clock,
    adminToken,
    throttles: createThrottles(clock),
    sessionGate: new SessionGate({ database, adminToken, clock }),
  };
  registerAdminApi(app, services);
  const watched = new WatchedDevices({ watch: async () => {}, publish: async () => {} });
  const eventStreams = new EventStreams();
  registerConsoleApi(app, {
    ...services,
    calendar,
    layouts: new StatusLayouts(),
    vitals: idleVitals,
    facts,
    virtualDevices: new StandInVirtualDevices(),
    watch: watched,
    eventStreams,
    ...overrides,
  });
  await app.ready();

  const call: ConsoleApi['call'] = async (method, path, body) => {
    const url = path.startsWith('/admin/v1') ? path : `/console/v1${path}`;
    const headers = { authorization: `Bearer ${adminToken}` };
    const answer = await app.inject({ method, url, headers, ...(body && { payload: body }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const succeed: ConsoleApi['succeed'] = async (method, path, body) => {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  return {
    app,
    database,
    catalog,
    seal,
    calendar,
    commands,
    clock,
    watched,
    eventStreams,
    setNow: (ms) => {
      nowMs = ms;
    },
    call,
    succeed,
    async createProduct(product = {}) {
      const { enterprise_id: enterpriseId } = await succeed('POST', '/admin/v1/enterprises', {
        name: 'Testers',
      });
      const path = `/admin/v1/enterprises/${enterpriseId}/products`;
      const { product_key: productKey } = await succeed('POST', path, { name: 'Test product', ...product });
      return { id: catalog.productByKey(productKey)!.id, productKey, enterpriseId };
    },
    async createDevice({ id: productId }, mac) {
      const did = newDid();
      const device = { productId, did, mac, deviceSn: null, passcodeSealed: null, createdAtMs: nowMs };
      return { deviceId: await createDevice(database, device), did };
    },
    async close() {
      eventStreams.close();
      await app.close();
      await catalog.close();
      await drop();
    },
  };
}

import { randomBytes } from 'node:crypto';
import { createTestDatabase } from '../../../test/test-database.ts';
import type { DeviceCommands, FirmwareTarget } from '../../model/device-commands.ts';
import { createThrottles } from '../../model/throttle.ts';
import { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import { SecretSeal } from '../../store/secret-seal.ts';
import { createHttpApp } from '../http-app.ts';
import type { HttpApp } from '../http-face.ts';
import { SessionGate } from '../session/session-gate.ts';
import { registerAdminApi } from './admin-api.ts';
import { ListedBackups } from './listed-backups.test-helper.ts';

export const adminToken = 'a'.repeat(32);
export const nowMs = Date.parse('2026-11-22T08:00:00Z');
export const nowSeconds = nowMs / 1000;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared, not computed with
type Json = any;

export interface AdminApi {
  readonly app: HttpApp;
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly commands: RecordedCommands;
  /** One call with the right token; its status and body. */
  call(method: Method, path: string, body?: object): Promise<{ status: number; body: Json }>;
  /** One call that must succeed; its body. */
  succeed(method: Method, path: string, body?: object): Promise<Json>;
  close(): Promise<void>;
}

/** What would reach connected devices. Those in `sessions` have one. */
export class RecordedCommands implements DeviceCommands {
  readonly sessions = new Set<number>();
  readonly disconnected: { deviceId: number; reason: string; wasDisabled: boolean }[] = [];
  readonly firmwareChecks: { deviceId: number; target: FirmwareTarget }[] = [];
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  send(): Promise<void> {
    return Promise.resolve();
  }

  async disconnect(deviceId: number, reason: 'offline_reset' | 'offline_force'): Promise<void> {
    const { rows } = await this.#database.query<{ is_disabled: boolean }>(
      'select is_disabled from device_standing where device_id = $1',
      [deviceId],
    );
    this.disconnected.push({ deviceId, reason, wasDisabled: rows[0]?.is_disabled ?? false });
  }

  async checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean> {
    this.firmwareChecks.push({ deviceId, target });
    return this.sessions.has(deviceId);
  }
}

export async function startAdminApi(): Promise<AdminApi> {
  const { database, drop } = await createTestDatabase(nowMs);
  const catalog = new Catalog(database);
  await catalog.open();
  const seal = new SecretSeal(randomBytes(32));
  const clock = () => nowMs;
  const commands = new RecordedCommands(database);
  const app = createHttpApp({ checkReady: async () => {} });
  registerAdminApi(app, {
    database,
    catalog,
    seal,
    commands,
    backups: new ListedBackups(),
    clock,
    adminToken,
    throttles: createThrottles(clock),
    sessionGate: new SessionGate({ database, adminToken, clock }),
  });
  await app.ready();

  const call: AdminApi['call'] = async (method, path, body) => {
    const headers = { authorization: `Bearer ${adminToken}` };
    const payload = body === undefined ? {} : { payload: body };
    const answer = await app.inject({ method, url: `/admin/v1${path}`, headers, ...payload });
    return { status: answer.statusCode, body: answer.json() };
  };
  const succeed: AdminApi['succeed'] = async (method, path, body) => {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const close = async () => {
    await app.close();
    await catalog.close();
    await drop();
  };
  return { app, database, catalog, seal, commands, call, succeed, close };
}

/** A definition with one writable bool and one readonly number. */
export function sampleDefinition(name = 'heater'): Record<string, unknown> {
  const position = { byte_offset: 0, bit_offset: 0, len: 1, unit: 'bit' };
  return {
    name,
    packetVersion: '0x00000004',
    protocolType: 'standard',
    product_key: 'f'.repeat(32),
    entities: [
      {
        id: 0,
        name: 'entity0',
        display_name: name,
        attrs: [
          {
            id: 0,
            name: 'power',
            display_name: '开关',
            desc: '',
            data_type: 'bool',
            type: 'status_writable',
            position,
          },
          {
            id: 1,
            name: 'temperature',
            display_name: '温度',
            desc: '',
            data_type: 'uint8',
            type: 'status_readonly',
            position: { ...position, byte_offset: 1, unit: 'byte' },
            uint_spec: { addition: -20, max: 120, min: 0, ratio: 1 },
          },
        ],
      },
    ],
  };
}

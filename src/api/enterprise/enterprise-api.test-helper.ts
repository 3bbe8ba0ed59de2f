import { Ajv } from 'ajv';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import { createTestDatabase } from '../../../test/test-database.ts';
import { StatusLayouts } from '../../codec/status-layouts.ts';
import type { CommandOptions, DeviceCommands } from '../../model/device-commands.ts';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { parseProductDefinition } from '../../model/product-definition.ts';
import { ReportCalendar } from '../../model/report-calendar.ts';
import { createThrottles } from '../../model/throttle.ts';
import { CallLog } from '../../store/call-log.ts';
import { Catalog } from '../../store/catalog.ts';
import { createDevice } from '../../store/create-device.ts';
import type { Database } from '../../store/database.ts';
import { SecretSeal } from '../../store/secret-seal.ts';
import { updateDevice } from '../../store/update-device.ts';
import { createEnterprise, type EnterpriseSettings, updateEnterprise } from '../../store/write-enterprise.ts';
import { createProduct, type ProductSettings, updateProduct } from '../../store/write-product.ts';
import { createHttpApp } from '../http-app.ts';
import type { HttpApp } from '../http-face.ts';
import { documentedSchemaOf } from '../openapi/documented-routes.ts';
import { refusalsOf } from '../openapi/refusals-of.ts';
import { SessionGate } from '../session/session-gate.ts';
import { createEnterpriseApi } from './enterprise-api.ts';

export interface TestEnterprise {
  readonly enterpriseId: string;
  readonly secret: string;
}

export interface TestProduct {
  readonly id: number;
  readonly productKey: string;
  readonly secret: string;
  readonly path: string;
}

export interface TestDevice {
  readonly deviceId: number;
  readonly did: string;
  readonly mac: string;
}

export interface SentCommand {
  readonly deviceId: number;
  readonly payload: string;
  readonly options: CommandOptions;
}

/** Answers for all devices alike: acknowledges, unless it is told to fail. */
export class StandInCommands implements DeviceCommands {
  readonly sent: SentCommand[] = [];
  failure: Error | undefined;

  async send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void> {
    this.sent.push({ deviceId, payload: payload.toString('hex'), options });
    if (this.failure) throw this.failure;
  }

  async disconnect(): Promise<void> {}

  async checkFirmware(): Promise<boolean> {
    return false;
  }
}

interface CallOptions {
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly address?: string;
}

/** The Enterprise API on a database of its own, and a clock that stands still until it is told to move. */
export class EnterpriseApiUnderTest {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly commands = new StandInCommands();
  readonly seal = new SecretSeal(Buffer.alloc(32, 7));
  readonly app: HttpApp;
  /** Of the processes of this test: written when the test says so. */
  readonly calls: CallLog;
  nowMs: number;
  readonly #drop: () => Promise<void>;

  static async start(nowMs = Date.parse('2026-11-22T08:00:00.250Z')): Promise<EnterpriseApiUnderTest> {
    const { database, drop } = await createTestDatabase(nowMs);
    const catalog = new Catalog(database);
    await catalog.open();
    return new EnterpriseApiUnderTest({ database, catalog, drop, nowMs });
  }

  private constructor(parts: {
    database: Database;
    catalog: Catalog;
    drop: () => Promise<void>;
    nowMs: number;
  }) {
    this.database = parts.database;
    this.catalog = parts.catalog;
    this.nowMs = parts.nowMs;
    this.#drop = parts.drop;
    this.calls = new CallLog(this.database, () => this.nowMs);
    this.app = this.startApp();
  }

  /** Another server process on the same database. */
  startApp(trustedProxies: readonly string[] = [], database = this.database): HttpApp {
    const app = createHttpApp({ checkReady: () => database.query('select 1'), trustedProxies });
    checkAnswers(app);
    const { catalog, seal, commands } = this;
    const clock = () => this.nowMs;
    app.register(
      createEnterpriseApi({
        database,
        catalog,
        seal,
        commands,
        clock,
        calendar: new ReportCalendar('Asia/Shanghai'),
        layouts: new StatusLayouts(),
        throttles: createThrottles(clock),
        sessionGate: new SessionGate({ database, adminToken: 'a'.repeat(32), clock }),
        calls: this.calls,
      }),
    );
    return app;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.catalog.close();
    await this.#drop();
  }

  async createEnterprise(settings: EnterpriseSettings = {}): Promise<TestEnterprise> {
    const enterprise = { enterpriseId: newHexIdentifier(), secret: newHexIdentifier() };
    await createEnterprise(this.database, { ...enterprise, name: 'Testers', createdAtMs: this.nowMs });
    await updateEnterprise(this.database, enterprise.enterpriseId, settings);
    await this.catalog.reload();
    return enterprise;
  }

  async createProduct(
    { enterpriseId }: TestEnterprise,
    { definition, ...settings }: ProductSettings & { definition?: object } = {},
  ): Promise<TestProduct> {
    const productKey = newHexIdentifier();
    const secret = newHexIdentifier();
    await createProduct(this.database, {
      productKey,
      enterpriseId,
      name: 'Test product',
      secretSealed: this.seal.seal(secret),
      document: definition && parseProductDefinition(definition, productKey).document,
      createdAtMs: this.nowMs,
    });
    await this.catalog.reload();
    const { id } = this.catalog.productByKey(productKey)!;
    await this.updateProduct(id, settings);
    return { id, productKey, secret, path: `/v1/products/${productKey}` };
  }

  async updateProduct(
    productId: number,
    { definition, ...settings }: ProductSettings & { definition?: object },
  ): Promise<void> {
    const { productKey } = this.catalog.productById(productId)!;
    const document = definition && parseProductDefinition(definition, productKey).document;
    await updateProduct(this.database, productId, { settings, document, updatedAtMs: this.nowMs });
    await this.catalog.reload();
  }

  async createDevice(product: TestProduct, mac: string, changes: DeviceState = {}): Promise<TestDevice> {
    const did = newDid();
    const { isOnline = false, firstOnlineAtMs = this.nowMs, ...place } = changes;
    const deviceId = await createDevice(this.database, {
      productId: product.id,
      did,
      mac,
      deviceSn: null,
      passcodeSealed: null,
      createdAtMs: this.nowMs,
    });
    await updateDevice(this.database, deviceId, place);
    await this.database.query(
      'update device_standing set first_online_at = $2, first_online_on = report_date($2) where device_id = $1',
      [deviceId, firstOnlineAtMs === null ? null : new Date(firstOnlineAtMs)],
    );
    await this.database.query('update device_standing set is_online = $2 where device_id = $1', [
      deviceId,
      isOnline,
    ]);
    return { deviceId, did, mac };
  }

  get(url: string, options: CallOptions = {}): Promise<LightMyRequestResponse> {
    return this.call('GET', url, options);
  }

  post(url: string, options: CallOptions = {}): Promise<LightMyRequestResponse> {
    return this.call('POST', url, options);
  }

  put(url: string, options: CallOptions = {}): Promise<LightMyRequestResponse> {
    return this.call('PUT', url, options);
  }

  delete(url: string, options: CallOptions = {}): Promise<LightMyRequestResponse> {
    return this.call('DELETE', url, options);
  }

  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    { token, headers = {}, body, address }: CallOptions,
  ): Promise<LightMyRequestResponse> {
    const request: InjectOptions = { method, url, headers: { ...headers } };
    if (token) request.headers = { ...headers, authorization: `token ${token}` };
    if (body !== undefined) request.payload = typeof body === 'string' ? body : JSON.stringify(body);
    if (address) request.remoteAddress = address;
    return this.app.inject(request);
  }

  /** A token got as a client gets it. */
  async tokenOf(enterprise: TestEnterprise, product: TestProduct): Promise<string> {
    const answer = await this.post(`${product.path}/access_token`, { body: secretsOf(enterprise, product) });
    return answer.json<{ token: string }>().token;
  }
}

interface DeviceState {
  readonly isOnline?: boolean;
  readonly firstOnlineAtMs?: number | null;
  readonly isDisabled?: boolean;
  readonly longitude?: number;
  readonly latitude?: number;
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
}

export function secretsOf({ enterpriseId, secret }: TestEnterprise, product: { readonly secret: string }) {
  return { enterprise_id: enterpriseId, enterprise_secret: secret, product_secret: product.secret };
}

/** Status and code of a refusal, as in the document's table. */
export function refusalOf(answer: LightMyRequestResponse): string {
  return `${answer.statusCode} ${answer.json<{ error_code?: string }>().error_code}`;
}

/** Holds every answer against what its route declares: what does not fit ends in a 500 that no test expects. */
function checkAnswers(app: HttpApp): void {
  const ajv = new Ajv({ allowUnionTypes: true, keywords: ['x-description-zh'] });
  app.addHook('onSend', async (request, reply, payload) => {
    const documented = documentedSchemaOf(request.routeOptions);
    // Without a body there is nothing to hold against anything.
    if (!documented || reply.statusCode === 204) return;
    const answer = JSON.parse(String(payload)) as object;
    const schema = documented.response[reply.statusCode];
    if (!schema) {
      // What sessions of the console are refused with is not the document's: programs have none.
      if (request.headers.cookie !== undefined) return;
      const { statusCode: status } = reply;
      const declared = refusalsOf(documented, request.routeOptions.config.access);
      const { error_code: code } = answer as { error_code: string | number };
      expect(declared).toContainEqual({ status, code: String(code) });
      return;
    }
    if ('error_code' in answer) throw new Error('error_code in a success body');
    if (!ajv.validate(schema, answer)) throw new Error(ajv.errorsText());
  });
}

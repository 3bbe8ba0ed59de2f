import { expect, vi } from 'vitest';
import { AppSocketClient, type AppUserToken } from '../../../test/app-socket-client.ts';
import { StatusLayouts } from '../../codec/status-layouts.ts';
import type { DeviceEvent } from '../../model/device-event.ts';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { listenOn } from '../../model/listen-on.ts';
import { ReportCalendar } from '../../model/report-calendar.ts';
import { createThrottles } from '../../model/throttle.ts';
import { type WatchingMember, WatchRegistry } from '../../processes/watch-registry.ts';
import { WatchedDevices } from '../../processes/watched-devices.ts';
import { returningUser } from '../../store/returning-user.ts';
import { UserActivity } from '../../store/user-activity.ts';
import { UserChanges } from '../../store/user-changes.ts';
import { UserTokens } from '../../store/user-tokens.ts';
import { createApp } from '../../store/write-app.ts';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../enterprise/enterprise-api.test-helper.ts';
import { type AppSocketLimits, defaultAppSocketLimits } from './app-socket-limits.ts';
import { AppSocketServer } from './app-socket-server.ts';

/** The sockets of apps on an HTTP server with a database of its own; events and commands of devices stand in. */
export class AppSocketsUnderTest {
  readonly api: EnterpriseApiUnderTest;
  readonly sockets: AppSocketServer;
  readonly watched: WatchedDevices;
  readonly userChanges: UserChanges;
  readonly faults: unknown[] = [];
  readonly #tokens: UserTokens;
  readonly #clients: AppSocketClient[] = [];
  readonly #bindingsTold = new Set<string>();
  enterprise!: TestEnterprise;
  product!: TestProduct;
  appid!: string;
  port = 0;
  elapsedMs = 0;
  #devices = 0;

  static async start(limits: Partial<AppSocketLimits> = {}): Promise<AppSocketsUnderTest> {
    const under = new AppSocketsUnderTest(await EnterpriseApiUnderTest.start(), limits);
    await under.#open();
    return under;
  }

  private constructor(api: EnterpriseApiUnderTest, limits: Partial<AppSocketLimits>) {
    this.api = api;
    const registry = new WatchRegistry();
    const own: WatchingMember = { watchedElsewhere: async () => {}, deliver: async () => {} };
    this.watched = new WatchedDevices({
      watch: (deviceIds, isWatched) => registry.watch(own, deviceIds, isWatched),
      publish: async () => {},
    });
    const clock = () => api.nowMs;
    this.#tokens = new UserTokens(api.database);
    this.sockets = new AppSocketServer({
      database: api.database,
      catalog: api.catalog,
      seal: api.seal,
      commands: api.commands,
      clock,
      monotonicClock: () => this.elapsedMs,
      calendar: new ReportCalendar('Asia/Shanghai'),
      throttles: createThrottles(clock),
      layouts: new StatusLayouts(),
      tokens: this.#tokens,
      activity: new UserActivity(api.database),
      watch: this.watched,
      trustedProxies: [],
      limits: { ...defaultAppSocketLimits, ...limits },
      onFault: (error) => this.faults.push(error),
    });
    this.userChanges = new UserChanges({
      connection: api.database.connection,
      onBinding: (change) => {
        this.sockets.bindingChanged(change);
        this.#bindingsTold.add(`${change.uid} ${change.deviceId}`);
      },
      onTokenEnd: (token) => this.sockets.tokenEnded(token),
      onGap: () => this.sockets.changesMissed(),
    });
  }

  async #open(): Promise<void> {
    const { api } = this;
    this.enterprise = await api.createEnterprise();
    this.product = await api.createProduct(this.enterprise, { definition: greenhouseController });
    this.appid = newHexIdentifier();
    const { enterpriseId } = this.enterprise;
    const app = { appid: this.appid, secret: newHexIdentifier(), name: 'App', enterpriseId };
    await createApp(api.database, { ...app, createdAtMs: api.nowMs });
    await api.catalog.reload();
    await this.userChanges.open();
    this.sockets.attach(api.app.server);
    await api.app.ready();
    this.port = await listenOn(api.app.server, { port: 0, host: '127.0.0.1' });
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.end();
    await this.sockets.close();
    await this.userChanges.close();
    await this.api.stop();
  }

  async createUser(): Promise<AppUserToken> {
    const { appid, api } = this;
    const { enterpriseId } = this.enterprise;
    const phoneId = newHexIdentifier();
    const identity = { phoneId };
    const { uid } = await returningUser(api.database, { appid, enterpriseId, identity, nowMs: api.nowMs });
    return this.createToken({ appid, uid });
  }

  /** One more token of the user. */
  async createToken({ appid, uid }: Omit<AppUserToken, 'token'>): Promise<AppUserToken> {
    const issued = await this.#tokens.issue({ uid, appid }, this.api.nowMs, this.api.database);
    return { appid, uid, token: issued!.token };
  }

  /** With the passcode `ABCDEFGHIJ`. */
  async createDevice(): Promise<TestDevice> {
    const device = await this.api.createDevice(this.product, `mac${++this.#devices}`);
    await this.api.database.query('update device set passcode_sealed = $2 where id = $1', [
      device.deviceId,
      this.api.seal.seal('ABCDEFGHIJ'),
    ]);
    return device;
  }

  /** Resolves when it has been told, so that nobody who logs in afterwards hears of it. */
  async bind({ uid }: { readonly uid: string }, ...devices: TestDevice[]): Promise<void> {
    for (const { deviceId } of devices)
      await this.api.database.query('insert into binding (device_id, uid, bound_at) values ($1, $2, now())', [
        deviceId,
        uid,
      ]);
    const told = devices.map(({ deviceId }) => `${uid} ${deviceId}`);
    const areTold = () => expect([...this.#bindingsTold]).toEqual(expect.arrayContaining(told));
    await vi.waitFor(areTold, { timeout: 10_000 });
  }

  async unbind({ uid }: { readonly uid: string }, { deviceId }: TestDevice): Promise<void> {
    await this.api.database.query('delete from binding where uid = $1 and device_id = $2', [uid, deviceId]);
  }

  async connect(): Promise<AppSocketClient> {
    return this.#keep(await AppSocketClient.connect(this.port));
  }

  async logIn(user: AppUserToken, options: object = {}): Promise<AppSocketClient> {
    return this.#keep(await AppSocketClient.logIn(this.port, user, options));
  }

  report({ deviceId, did }: TestDevice, attrs: string | undefined = '{"frost":true}'): DeviceEvent {
    const event: DeviceEvent = { type: 'report', deviceId, did, frame: Buffer.of(0, 0, 0, 3), attrs };
    this.watched.publish(event);
    return event;
  }

  #keep(client: AppSocketClient): AppSocketClient {
    this.#clients.push(client);
    return client;
  }
}

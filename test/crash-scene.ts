import { newDid } from '../src/model/identifiers.ts';
import { lifelikeHabits } from '../src/simulator/device-habits.ts';
import { SimulatedFleet } from '../src/simulator/simulated-fleet.ts';
import { ApiClient } from './api-client.ts';
import { adminApi, type Customer } from './customer.ts';
import type { ServerProcess } from './server-process.ts';
import { WatchedQuota } from './watched-quota.ts';

export interface KnownDevice {
  readonly did: string;
  readonly mac: string;
  readonly passcode: string;
}

/** Who does something in a crash test besides devices, and with what. All of it is of the customer's greenhouse product. */
export interface CrashScene {
  readonly server: ServerProcess;
  readonly customer: Customer;
  readonly admin: ApiClient;
  readonly console: ApiClient;
  readonly enterprise: WatchedQuota;
  readonly appid: string;
  /** Nobody's in particular. */
  readonly app: ApiClient;
  readonly user: ApiClient;
  readonly uid: string;
  /** The root, and one in it. */
  readonly gids: readonly [string, string];
  /** They never connect. */
  readonly still: readonly KnownDevice[];
  /** They answer commands: the first ones of `startGreenhouses`. */
  readonly commanded: readonly KnownDevice[];
}

const stillCount = 4;
const fleetSize = 8;
const commandedCount = 4;
const reportIntervalMs = 100;
const manyCalls = 1_000_000;

export async function setCrashScene(server: ServerProcess, customer: Customer): Promise<CrashScene> {
  const admin = adminApi(server);
  const { enterpriseId, greenhouse } = customer;
  await admin.patch(`/enterprises/${enterpriseId}`, { hourly_quota: manyCalls });
  const enterprise = new WatchedQuota(greenhouse.api);
  const { appid } = await admin.post(`/enterprises/${enterpriseId}/apps`, { name: '果园' });
  const appHeaders = { 'x-gizwits-application-id': appid };
  const app = new ApiClient({ server, prefix: '/app', headers: appHeaders });
  const { uid, token } = await app.post('/users', { phone_id: 'the user of the scene' });
  const headers = { ...appHeaders, 'x-gizwits-user-token': token };
  const { gid: root } = await enterprise.success('POST', '/device_groups', {});
  const { gid } = await enterprise.success('POST', '/device_groups', { parent_gid: root });
  const macs = Array.from({ length: stillCount }, newDid);
  return {
    server,
    customer,
    admin,
    console: new ApiClient({ server, prefix: '/console/v1', authorization: `Bearer ${server.adminToken}` }),
    enterprise,
    appid,
    app,
    user: new ApiClient({ server, prefix: '/app', headers }),
    uid,
    gids: [root, gid],
    still: await importDevices(admin, greenhouse.productKey, macs),
    commanded: await registerGreenhouses(server, customer),
  };
}

/**
 * Greenhouses that report, raise and clear alerts and faults, leave and come back, on the server's present ports: the same
 * ones each time. The first of them always stay.
 */
export function startGreenhouses(server: ServerProcess, customer: Customer, seed: number): SimulatedFleet {
  const fleet = new SimulatedFleet({
    bootstrap: { host: '127.0.0.1', port: server.httpPort, hostName: 'api.gizwits.com' },
    parts: [{ product: customer.greenhouse, deviceCount: fleetSize, steadyCount: commandedCount }],
    habits: { ...lifelikeHabits(reportIntervalMs), leaveChance: 0.05 },
    seed,
    connectsPerSecond: 500,
    qos: 1,
    retryPause: { firstMs: 50, growthMs: 0, maxMs: 50 },
  });
  fleet.start();
  return fleet;
}

async function registerGreenhouses(server: ServerProcess, customer: Customer): Promise<KnownDevice[]> {
  const fleet = startGreenhouses(server, customer, 0);
  const commanded = fleet.devices.slice(0, commandedCount);
  await Promise.all(commanded.map((device) => device.online()));
  await fleet.stop();
  return commanded.map(({ did, mac, passcode }) => ({ did: did!, mac, passcode }));
}

async function importDevices(
  admin: ApiClient,
  productKey: string,
  macs: readonly string[],
): Promise<KnownDevice[]> {
  const devices = macs.map((mac) => ({ mac, did: newDid(), passcode: 'ABCDEFGHIJ' }));
  await admin.post(`/products/${productKey}/devices`, { devices });
  return devices;
}

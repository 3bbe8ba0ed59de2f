import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectDevice, type RunningGateway, startGateway } from '../../test/running-gateway.ts';
import { waitingForLocks } from '../../test/waiting-for-locks.ts';
import { newDid, newHexIdentifier } from '../model/identifiers.ts';
import { admitWaitingDevice } from '../store/admit-waiting-device.ts';
import { expireWaitingDevices } from '../store/adoption.ts';
import { approveWaitingDevices } from '../store/approve-waiting-devices.ts';
import { createDevice } from '../store/create-device.ts';
import { enterDevices, importDevices } from '../store/import-devices.ts';
import { refuseWaitingDevices } from '../store/refuse-waiting-devices.ts';
import { SecretSeal } from '../store/secret-seal.ts';
import { updateProduct } from '../store/write-product.ts';

const seal = new SecretSeal(Buffer.alloc(32, 7));
const passcode = 'WSIUADAGYY';
const report = Buffer.from('000000030400009104', 'hex');
const hourMs = 3_600_000;

let gateway: RunningGateway;
const clients: MqttClient[] = [];

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => adoptFor(hourMs));
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});

async function adoptFor(ms: number | null): Promise<void> {
  const adoptionUntilMs = ms === null ? null : gateway.now() + ms;
  const update = { settings: { adoptionUntilMs }, document: undefined, updatedAtMs: gateway.now() };
  await updateProduct(gateway.database, gateway.product.id, update);
  await gateway.catalog.reloadHere();
}

/** As a module does it that got its did elsewhere; it is in when its product is granted. */
async function comeIn(did: string, shown = passcode, productKey = gateway.product.productKey) {
  const client = await connectDevice(gateway, { deviceId: 0, did, passcode: shown });
  client.on('error', () => {});
  clients.push(client);
  await client.subscribeAsync(`ser2cli_noti/${productKey}`, { qos: 0 });
  await client.subscribeAsync([`ser2cli_res/${did}`, `app2dev/${did}/#`], { qos: 0 });
  return client;
}

async function waiting() {
  const { rows } = await gateway.database.query<{ did: string; is_refused: boolean }>(
    'select did, is_refused from waiting_device order by did',
  );
  return new Map(rows.map((row) => [row.did, row.is_refused]));
}

const order = () => ({ productId: gateway.product.id, approvedAtMs: gateway.now() });
const approve = (did: string, mac?: string) =>
  approveWaitingDevices(gateway.database, seal, { ...order(), devices: [{ did, mac }] });

async function closed(client: MqttClient): Promise<void> {
  await expect.poll(() => client.connected).toBe(false);
}

test('a device that nobody knows waits until it is approved, and then counts with the passcode it came with', async () => {
  const did = newDid();
  const client = await comeIn(did);
  expect(gateway.gateway.waitingCount).toBe(1);
  await client.publishAsync(`dev2app/${did}`, report, { qos: 0 });
  await client.subscribeAsync(`app2dev/${did}/x`);
  expect((await waiting()).get(did)).toBe(false);
  const { rows } = await gateway.database.query('select 1 from device_did where did = $1', [did]);
  expect(rows).toEqual([]);

  await gateway.gateway.endDecidedWaits();
  expect(client.connected).toBe(true);
  expect(await approve(did, 'aabbccddeeff')).toEqual([{ did }]);
  await gateway.gateway.endDecidedWaits();
  await closed(client);
  expect(gateway.gateway.waitingCount).toBe(0);
  expect((await waiting()).has(did)).toBe(false);

  const device = await comeIn(did);
  await device.publishAsync(`dev2app/${did}`, report, { qos: 1 });
  await expect(comeIn(did, 'another')).rejects.toThrow();
});

test('what a waiting device publishes at QoS 1 is never acknowledged', async () => {
  const did = newDid();
  const client = await comeIn(did);
  let isAcknowledged = false;
  client.publish(`dev2app/${did}`, report, { qos: 1 }, (error) => {
    isAcknowledged = !error;
  });
  // Packets of a session are answered in their order.
  await client.subscribeAsync(`app2dev/${did}/x`);
  expect(isAcknowledged).toBe(false);
});

test('a device of MQTT 5 waits, too, and may leave out the topic of what is passed over', async () => {
  const did = newDid();
  const options = { protocolVersion: 5, autoAssignTopicAlias: true } as const;
  const client = await connectDevice(gateway, { deviceId: 0, did, passcode }, options);
  clients.push(client);
  await client.subscribeAsync(`ser2cli_noti/${gateway.product.productKey}`);
  for (let sent = 0; sent < 2; sent++) await client.publishAsync(`dev2app/${did}`, report, { qos: 0 });
  await client.subscribeAsync(`app2dev/${did}/x`);
  expect((await waiting()).get(did)).toBe(false);
});

test('without adoption an unknown did is refused, and one that waits is cut when adoption is over', async () => {
  const did = newDid();
  const client = await comeIn(did);
  await adoptFor(null);
  await gateway.gateway.endDecidedWaits();
  await closed(client);
  await expect(comeIn(did)).rejects.toThrow();
  await expect(comeIn(newDid())).rejects.toThrow();
  expect((await waiting()).has(did)).toBe(true);
  await adoptFor(-1);
  await expect(comeIn(did)).rejects.toThrow();
});

test('the passcode it came with first is pinned', async () => {
  const did = newDid();
  await comeIn(did);
  await expect(comeIn(did, 'another')).rejects.toThrow();
});

async function connectOnly(did: string, shown: string): Promise<MqttClient> {
  const client = await connectDevice(gateway, { deviceId: 0, did, passcode: shown });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

test('a device of ours is never waited for: neither with another passcode, nor after a reset, nor of another product', async () => {
  const device = await gateway.createDevice();
  await expect(comeIn(device.did, 'another')).rejects.toThrow();
  await gateway.database.query('update device set passcode_sealed = null where id = $1', [device.deviceId]);
  await gateway.database.query('update device_standing set first_online_at = now() where device_id = $1', [
    device.deviceId,
  ]);
  await expect(comeIn(device.did)).rejects.toThrow();
  expect((await waiting()).has(device.did)).toBe(false);
});

test('a device that was listed with its mac waits with it, and gets its passcode by approval', async () => {
  const did = newDid();
  const mac = did.slice(0, 12).toLowerCase();
  await createDevice(gateway.database, {
    productId: gateway.product.id,
    did,
    mac,
    deviceSn: null,
    passcodeSealed: null,
    createdAtMs: gateway.now(),
  });
  await comeIn(did);
  expect(await approve(did)).toEqual([{ did }]);
  expect(await gateway.login(did, Buffer.from(passcode), '127.0.0.1')).toMatchObject({
    outcome: 'accepted',
    record: { did, mac },
  });
});

test('a mac that nobody has said may be said later, once', async () => {
  const did = newDid();
  await comeIn(did);
  await approve(did);
  const unknown = `unknown:${did.toLowerCase()}`;
  expect(await gateway.login(did, Buffer.from(passcode), '127.0.0.1')).toMatchObject({
    record: { mac: unknown },
  });
  const say = (mac: string) =>
    importDevices(gateway.database, seal, {
      productId: gateway.product.id,
      createdAtMs: 0,
      devices: [{ mac, did, passcode: undefined, deviceSn: undefined }],
    });
  expect(await say('0a0b0c0d0e0f')).toEqual([{ did }]);
  expect(await gateway.login(did, Buffer.from(passcode), '127.0.0.1')).toMatchObject({
    record: { mac: '0a0b0c0d0e0f' },
  });
  expect(await say('0a0b0c0d0e0f')).toEqual([{ did }]);
  expect(await say('0a0b0c0d0e00')).toEqual([{ refusal: 'did: belongs to another device' }]);
});

test('a refused device is cut and stays outside until it is approved after all', async () => {
  const did = newDid();
  const client = await comeIn(did);
  const refusal = { productId: gateway.product.id, dids: [did, newDid()], refusedAtMs: gateway.now() };
  expect(await refuseWaitingDevices(gateway.database, refusal)).toEqual([did]);
  await gateway.gateway.endDecidedWaits();
  await closed(client);
  await expect(comeIn(did)).rejects.toThrow();
  expect(await approve(did)).toEqual([{ did }]);
  await comeIn(did);
  expect(await approve(did)).toEqual([{ refusal: 'did: does not wait for approval' }]);
});

test('an import takes a waiting device over, with the passcode of the import', async () => {
  const did = newDid();
  const client = await comeIn(did);
  await importDevices(gateway.database, seal, {
    productId: gateway.product.id,
    createdAtMs: 0,
    devices: [{ mac: did.slice(0, 10).toLowerCase(), did, passcode: 'imported', deviceSn: undefined }],
  });
  expect((await waiting()).has(did)).toBe(false);
  await gateway.gateway.endDecidedWaits();
  await closed(client);
  await expect(comeIn(did)).rejects.toThrow();
  await comeIn(did, 'imported');
});

test('who names no product, or one that is not in adoption, is cut', async () => {
  const silent = await connectOnly(newDid(), passcode);
  gateway.advance(10_500);
  await closed(silent);
  const stranger = await connectOnly(newDid(), passcode);
  stranger.subscribe(`ser2cli_noti/${newHexIdentifier()}`);
  await closed(stranger);
});

test('a waiting device hears nothing of others and is cut when it falls silent', async () => {
  const did = newDid();
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.port}`, {
    clientId: did,
    username: did,
    password: passcode,
    keepalive: 10,
    reconnectPeriod: 0,
  });
  clients.push(client);
  client.on('error', () => {});
  await client.subscribeAsync(`ser2cli_noti/${gateway.product.productKey}`);
  await expect(client.subscribeAsync('app2dev/#')).rejects.toThrow();
  await expect(client.subscribeAsync(`ser2cli_noti/${newHexIdentifier()}`)).rejects.toThrow();
  gateway.advance(14_000);
  expect(client.connected).toBe(true);
  gateway.advance(2_000);
  await closed(client);
});

test('who has not come for a month is forgotten, who was refused only after a year', async () => {
  const [waits, refused] = [newDid(), newDid()];
  await comeIn(waits);
  await comeIn(refused);
  const refusal = { productId: gateway.product.id, dids: [refused], refusedAtMs: gateway.now() };
  await refuseWaitingDevices(gateway.database, refusal);
  const dayMs = 24 * hourMs;
  const left = async (days: number) => {
    await expireWaitingDevices(gateway.database, gateway.now() + days * dayMs);
    const known = await waiting();
    return [known.has(waits), known.has(refused)];
  };
  expect(await left(29)).toEqual([true, true]);
  expect(await left(31)).toEqual([false, true]);
  expect(await left(366)).toEqual([false, false]);
});

function fill(clientIp: string, count: number) {
  return gateway.database.query(
    `insert into waiting_device (did, product_id, passcode_sealed, client_ip, client_network, first_seen_at, last_seen_at)
     select lpad('${clientIp}' || n, 22, '0'), $1, '', $2, $2, now(), now() from generate_series(1, $3::int) n`,
    [gateway.product.id, clientIp, count],
  );
}

const emptyTheList = () => gateway.database.query('delete from waiting_device');

test('too many from one address, or of one product, do not wait', async () => {
  await emptyTheList();
  await fill('127.0.0.1', 5_000);
  const one = await connectOnly(newDid(), passcode);
  one.subscribe(`ser2cli_noti/${gateway.product.productKey}`);
  await closed(one);
  await emptyTheList();
  await fill('127.0.0.2', 50_000);
  const other = await connectOnly(newDid(), passcode);
  other.subscribe(`ser2cli_noti/${gateway.product.productKey}`);
  await closed(other);
  await emptyTheList();
});

test('a device that was listed waits though strangers have taken all room and every turn of its address', async () => {
  const { database, catalog, product, now: clock } = gateway;
  const newDevices = { take: () => 1, giveBack: () => {} };
  const context = { database, catalog, seal, clock, newDevices };
  const come = (did: string) =>
    admitWaitingDevice(context, {
      did,
      passcode,
      productKey: product.productKey,
      clientAddress: '127.0.0.1',
    });
  await emptyTheList();
  // The planner takes it for empty from now on, as a list that was worked off.
  await database.query('vacuum (truncate false) waiting_device');
  await fill('127.0.0.1', 50_000);
  const [listed, stranger] = [newDid(), newDid()];
  const list = { mac: listed.toLowerCase(), did: listed, passcode: undefined, deviceSn: undefined };
  await importDevices(database, seal, { productId: product.id, createdAtMs: 0, devices: [list] });
  expect(await come(listed)).toBe(true);
  expect(await come(stranger)).toBe(false);
  expect((await waiting()).has(listed)).toBe(true);
  await emptyTheList();
});

test('an approval and an import of the same device wait for each other, and both succeed', async () => {
  const did = newDid();
  await comeIn(did);
  const list = { mac: did.toLowerCase(), did, passcode, deviceSn: undefined };
  const { approval, imported } = await gateway.database.transaction(async (tx) => {
    await tx.query('select from product where id = $1 for no key update', [gateway.product.id]);
    const approval = approve(did);
    await expect.poll(() => waitingForLocks(gateway.database)).toBe(1);
    const imported = await enterDevices(tx, seal, {
      productId: gateway.product.id,
      createdAtMs: 0,
      devices: [list],
    });
    return { approval: () => approval, imported };
  });
  expect(imported).toEqual([{ did }]);
  expect(await approval()).toEqual([{ refusal: 'did: does not wait for approval' }]);
});

test('who forgets devices and who decides on the same ones wait for each other, and both succeed', async () => {
  const [first, second] = ['A'.repeat(22), 'B'.repeat(22)];
  const decide = 'select from waiting_device where did = $1 for update';
  const { database, product, now } = gateway;
  for (const did of [second, first])
    await database.query(
      `insert into waiting_device (did, product_id, passcode_sealed, client_ip, client_network, first_seen_at, last_seen_at)
       values ($1, $2, '', '', '', '2000-01-01', '2000-01-01')`,
      [did, product.id],
    );
  const { forgetting } = await database.transaction(async (tx) => {
    await tx.query(decide, [first]);
    const forgetting = expireWaitingDevices(database, now());
    await expect.poll(() => waitingForLocks(database)).toBe(1);
    await tx.query(decide, [second]);
    return { forgetting: () => forgetting };
  });
  await forgetting();
  expect((await waiting()).has(first)).toBe(false);
});

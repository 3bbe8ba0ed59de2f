import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeFrame } from '../src/codec/frame.ts';
import { frameCommand } from '../src/codec/frame-command.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { DeviceStatus } from '../src/simulator/device-status.ts';
import { newPasscode } from '../src/simulator/passcode.ts';
import { registerDevice } from '../src/simulator/register-device.ts';
import { SimulatedDevice, type SimulatedDeviceOptions } from '../src/simulator/simulated-device.ts';
import { ApiClient } from './api-client.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { HandDrivenDevice } from './hand-driven-device.ts';
import { ServerProcess } from './server-process.ts';

// A start takes a second or two, and several times that on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/**
 * The way of a first customer, through the public interfaces only, from an empty folder to devices that are read,
 * controlled, disabled, reset, and still there after a restart. The tests go on from one another.
 */
let server: ServerProcess;
let customer: Customer;
let thermostat: SimulatedDevice;
let valve: SimulatedDevice;
const simulated: SimulatedDevice[] = [];
const handDriven: HandDrivenDevice[] = [];

beforeAll(async () => {
  server = await ServerProcess.prepare();
  await server.start();
});
afterAll(async () => {
  for (const device of handDriven) device.end();
  await Promise.all(simulated.map((device) => device.stop()));
  await server.remove();
});

function simulate(options: Pick<SimulatedDeviceOptions, 'product' | 'mac' | 'qos'>): SimulatedDevice {
  const device = new SimulatedDevice({
    ...options,
    bootstrap: { host: '127.0.0.1', port: server.httpPort, hostName: 'api.gizwits.com' },
    retryPause: { firstMs: 100, growthMs: 0, maxMs: 100 },
  });
  simulated.push(device);
  return device;
}

async function driveByHand(mac: string): Promise<HandDrivenDevice> {
  const bootstrap = { host: '127.0.0.1', port: server.httpPort, hostName: 'api.gizwits.com' };
  const passcode = newPasscode(Math.random);
  const { productKey } = customer.greenhouse;
  const did = await registerDevice(bootstrap, { productKey, mac, passcode });
  const device = await HandDrivenDevice.connect(server, { did, passcode });
  handDriven.push(device);
  return device;
}

/** A QoS 1 report on top of what was reported before; resolves when it is acknowledged. */
async function report(device: SimulatedDevice, names?: readonly string[]): Promise<void> {
  const acknowledged = device.acknowledgedCount;
  device.report(names);
  await device.acknowledged(acknowledged + 1);
}

/** Of a valve: what search answers for it. */
async function find(query: string) {
  const { objects } = await customer.valve.api.get(`/devices/search?${query}`);
  return objects;
}

async function latestData(device: SimulatedDevice, product: 'greenhouse' | 'valve') {
  const { objects } = await customer[product].api.get(`/devices/${device.did}/data?limit=1`);
  return objects[0];
}

describe('an administrator', () => {
  test('has a token that only its owner can read, and nobody enters without it', async () => {
    expect(statSync(join(server.dataDir, 'admin-token')).mode & 0o777).toBe(0o600);
    const { status, body } = await adminApi(server).call('GET', '/enterprises');
    expect([status, body.objects]).toEqual([200, []]);
    const stranger = new ApiClient({ server, prefix: '/admin/v1' });
    await expect(stranger.get('/enterprises')).rejects.toMatchObject({ status: 401, code: '5009' });
  });

  test('makes an enterprise and its products, and gets the ids and secrets that a customer needs', async () => {
    customer = await createCustomer(server);
    const hex = expect.stringMatching(/^[0-9a-f]{32}$/);
    const { enterpriseId, enterpriseSecret, greenhouse } = customer;
    const { productKey, productSecret } = greenhouse;
    expect([enterpriseId, enterpriseSecret, productKey, productSecret]).toEqual([hex, hex, hex, hex]);
  });

  test('makes an app', async () => {
    const app = await adminApi(server).post(`/enterprises/${customer.enterpriseId}/apps`, { name: '田边' });
    const hex = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(app).toEqual({ appid: hex, app_secret: hex });
  });
});

describe('devices', () => {
  test('register over HTTP, log in over MQTT, and are found online under the mac they gave', async () => {
    thermostat = simulate({ product: customer.greenhouse, mac: '5CCF7F0000A1', qos: 1 });
    valve = simulate({ product: customer.valve, mac: '5CCF7F0000B1', qos: 1 });
    for (const device of [thermostat, valve]) device.connect();
    await Promise.all([thermostat.online(), valve.online()]);
    const { api, productKey } = customer.greenhouse;
    expect(await api.get('/devices?mac=5CCF7F0000A1')).toEqual({ did: thermostat.did });
    expect(await api.get('/device_detail?mac=5ccf7f0000a1')).toEqual({
      product_key: productKey,
      mac: '5ccf7f0000a1',
      did: thermostat.did,
      is_online: true,
      is_disabled: false,
      type: 'normal',
    });
  });

  test('of one product are unknown to the other', async () => {
    const { api } = customer.greenhouse;
    await expect(api.get('/devices?mac=5CCF7F0000B1')).rejects.toMatchObject({ status: 404, code: '5301' });
    await expect(api.get(`/devices/${valve.did}/data`)).rejects.toMatchObject({ status: 403, code: '5302' });
  });

  test('of a standard product are read with the values they have', async () => {
    const raw = {
      heater: 1,
      mode: 2,
      shade: 4,
      grow_light: 55,
      night_offset: 12,
      target_temperature: 215,
      light_schedule: Buffer.from('0600080012001430', 'hex'),
      door_open: 1,
      air_temperature: 1234,
      air_humidity: 61,
      water_used: 123_456,
      too_hot: 1,
    };
    thermostat.status.apply(new Map(Object.entries(raw)));
    await report(thermostat);
    expect(await latestData(thermostat, 'greenhouse')).toEqual({
      ts: expect.any(Number),
      attrs: {
        heater: 1,
        vent_open: 0,
        mode: '节能',
        shade: '全遮',
        grow_light: 55,
        night_offset: 2,
        target_temperature: 26.5,
        light_schedule: '0600080012001430',
        door_open: 1,
        air_temperature: 83.4,
        air_humidity: 61,
        water_used: 1234.56,
        frost: 0,
        too_hot: 1,
        tank_low: 0,
        sensor_fault: 0,
        fan_fault: 0,
      },
    });
  });

  test('of a var_len product are read with the points that they told, and no others', async () => {
    valve.status.apply(new Map(Object.entries({ soil_temperature: 4_321, charge_state: 2, pipe_burst: 0 })));
    await report(valve, ['soil_temperature', 'charge_state', 'pipe_burst']);
    expect(await latestData(valve, 'valve')).toEqual({
      ts: expect.any(Number),
      attrs: { soil_temperature: 23.21, charge_state: '已充满', pipe_burst: 0 },
    });
  });

  test('that report at QoS 0, as modules do, are read the same', async () => {
    const module = simulate({ product: customer.valve, mac: '5CCF7F0000B2', qos: 0 });
    module.connect();
    await module.online();
    module.status.apply(new Map([['soil_moisture', 77]]));
    module.report(['soil_moisture']);
    await expect
      .poll(async () => (await latestData(module, 'valve'))?.attrs)
      .toEqual({ soil_moisture: 38.5 });
    await module.leave('disconnect');
  });

  test.each([
    ['is_online=1', ['5ccf7f0000b1']],
    ['is_online=0', ['5ccf7f0000b2']],
    ['is_faulty=1', ['5ccf7f0000b1']],
    ['is_alert=1', []],
    ['is_faulty=1&is_online=0', []],
    ['type=mac&val=5CCF7F0000B2', ['5ccf7f0000b2']],
    ['country=China', []],
  ])('are found by %s', async (query, macs) => {
    valve.status.apply(new Map([['motor_fault', 1]]));
    await report(valve, ['motor_fault']);
    await expect.poll(async () => (await find(query)).map(({ mac }: { mac: string }) => mac)).toEqual(macs);
  });

  test('are no longer found as faulty once the fault is over', async () => {
    valve.status.apply(new Map([['motor_fault', 0]]));
    await report(valve, ['motor_fault']);
    expect(await find('is_faulty=1')).toEqual([]);
  });

  test('have their coming and going in the online log, each end with its reason', async () => {
    const { did } = simulated.find(({ mac }) => mac === '5CCF7F0000B2')!;
    const log = () => customer.valve.api.get(`/devices/${did}/online?sort=asc`);
    await expect.poll(async () => (await log()).meta.total).toBe(2);
    const heartbeat = { count: 0, max: 0, min: 0, avg: 0, last: 0 };
    const timestamp = expect.any(Number);
    expect((await log()).objects).toEqual([
      { timestamp, type: 'dev_online', payload: { keep_alive: 120 } },
      {
        timestamp,
        type: 'dev_offline',
        payload: { duration: expect.any(Number), heartbeat, reason: 'mqtt_disconnect' },
      },
    ]);
  });
});

describe('an enterprise', () => {
  test('reads the data points of its product as they were given', async () => {
    const { api, productKey } = customer.greenhouse;
    expect(await api.get('/datapoint')).toMatchObject({ ...greenhouseController, product_key: productKey });
  });

  test('controls a standard device by data points, and finds it changed', async () => {
    await customer.greenhouse.api.post(`/devices/${thermostat.did}/control`, {
      attrs: { heater: false, target_temperature: 30.5, mode: '自动' },
    });
    const { values } = await thermostat.controlReceived(1);
    expect(Object.fromEntries(values)).toEqual({ heater: 0, target_temperature: 255, mode: 1 });
    const changed = { heater: 0, target_temperature: 30.5, mode: '自动', air_humidity: 61 };
    await expect
      .poll(() => latestData(thermostat, 'greenhouse'))
      .toMatchObject({
        attrs: changed,
      });
  });

  test('controls a var_len device raw, and finds it changed', async () => {
    // Action 11, flags of ids 1 and 3 of twelve points, rain_delay on, flow_limit 0x0064 in steps of 0.5.
    const answer = await customer.valve.api.post(`/devices/${valve.did}/control`, {
      raw: [0x11, 0x00, 0x0a, 0x01, 0x00, 0x64],
    });
    expect(answer).toEqual({});
    const { values } = await valve.controlReceived(1);
    expect(Object.fromEntries(values)).toEqual({ rain_delay: 1, flow_limit: 100 });
    await expect
      .poll(() => latestData(valve, 'valve'))
      .toMatchObject({
        attrs: { rain_delay: 1, flow_limit: 50 },
      });
  });

  test('is answered 200 only after the acknowledgement of the device', async () => {
    const device = await driveByHand('5CCF7F0000A2');
    let isAnswered = false;
    const control = customer.greenhouse.api
      .post(`/devices/${device.did}/control`, { attrs: { vent_open: true } })
      .finally(() => {
        isAnswered = true;
      });
    const command = await device.command(0);
    expect(command.command).toBe(frameCommand.confirmedBusiness);
    // More than the server needs to answer another call, and another packet of the device.
    await customer.greenhouse.api.get('/device_detail?mac=5CCF7F0000A2');
    await device.fence();
    expect(isAnswered).toBe(false);
    await device.acknowledge(command);
    expect(await control).toEqual({});
  });

  test('reads every frame of both directions byte for byte', async () => {
    const device = handDriven[0]!;
    const status = new DeviceStatus(customer.greenhouse.layout);
    const payload = status.encode('report', status.layout.fields);
    await device.publish(encodeFrame({ command: frameCommand.report, payload }), 1);
    expect(device.published).toHaveLength(2);
    const { objects } = await customer.greenhouse.api.get(`/devices/${device.did}/cmd?sort=asc`);
    const entries = objects.map(({ type, payload }: Record<string, string>) => `${type} ${payload}`);
    expect(entries).toEqual([
      `app2dev ${device.commands[0]!.toString('hex')}`,
      ...device.published.map((frame) => `dev2app ${frame.toString('hex')}`),
    ]);
  });

  test('is told 5403 when the device does not acknowledge in time', async () => {
    thermostat.answersCommands = false;
    const control = customer.greenhouse.api.post(`/devices/${thermostat.did}/control`, {
      attrs: { heater: true },
    });
    await expect(control).rejects.toMatchObject({ status: 400, code: '5403' });
    thermostat.answersCommands = true;
  });

  test.each([
    ['a read-only point', { air_humidity: 1 }],
    ['a value out of range', { grow_light: 101 }],
    ['an unknown point', { colour: 1 }],
  ])('is told 5401 for %s, and the device hears nothing of it', async (_, attrs) => {
    const received = thermostat.controlsReceived;
    const control = customer.greenhouse.api.post(`/devices/${thermostat.did}/control`, { attrs });
    await expect(control).rejects.toMatchObject({
      status: 400,
      code: '5401',
      message: expect.stringContaining(Object.keys(attrs)[0]!),
    });
    expect(thermostat.controlsReceived).toBe(received);
  });

  test('is told 5305 while the device is offline, and nothing is delivered later', async () => {
    const received = valve.controlsReceived;
    await valve.leave('disconnect');
    const isOnline = async () => (await customer.valve.api.get('/device_detail?mac=5CCF7F0000B1')).is_online;
    await expect.poll(isOnline).toBe(false);
    const control = customer.valve.api.post(`/devices/${valve.did}/control`, { attrs: { valve_open: 1 } });
    await expect(control).rejects.toMatchObject({ status: 400, code: '5305' });
    valve.connect();
    await valve.online();
    await report(valve, ['soil_moisture']);
    expect(valve.controlsReceived).toBe(received);
  });

  test('sees in every answer, errors too, how many calls it has left', async () => {
    const { api } = customer.valve;
    const first = await api.call('GET', '/device_detail?mac=5CCF7F0000B1');
    const second = await api.call('GET', '/device_detail?mac=nobody');
    expect([first.status, second.status]).toEqual([200, 404]);
    const limit = (name: string) => [first, second].map(({ headers }) => Number(headers.get(name)));
    expect(limit('x-ratelimit-limit')).toEqual([3600, 3600]);
    const [before, after] = limit('x-ratelimit-remaining');
    expect(after).toBe(before! - 1);
    const [resetAt] = limit('x-ratelimit-reset');
    const nowS = Date.now() / 1000;
    expect(resetAt).toBeGreaterThan(nowS);
    expect(resetAt).toBeLessThanOrEqual(nowS + 3600);
  });

  test('is refused with 5013 beyond its quota, and served again when the quota is raised', async () => {
    const path = `/enterprises/${customer.enterpriseId}`;
    const { api } = customer.valve;
    await adminApi(server).patch(path, { hourly_quota: 1 });
    await expect(api.get('/datapoint')).rejects.toMatchObject({ status: 403, code: '5013' });
    await adminApi(server).patch(path, { hourly_quota: 3600 });
    await api.get('/datapoint');
  });
});

describe('a disabled device', () => {
  const setDisabled = (isDisabled: boolean) =>
    adminApi(server).patch(`/devices/${valve.did}`, { is_disabled: isDisabled });

  test('is cut, refused at every login, and shown as disabled', async () => {
    const offline = valve.until(() => /return code 5/.test(valve.lastFailure), 'refused');
    await setDisabled(true);
    await offline;
    expect(await customer.valve.api.get('/device_detail?mac=5CCF7F0000B1')).toMatchObject({
      is_online: false,
      is_disabled: true,
    });
  });

  test('has the end of its session in the log as offline_reset', async () => {
    const { objects } = await customer.valve.api.get(`/devices/${valve.did}/online?limit=1`);
    expect(objects).toMatchObject([{ type: 'dev_offline', payload: { reason: 'offline_reset' } }]);
  });

  test('cannot be controlled: 5304', async () => {
    const control = customer.valve.api.post(`/devices/${valve.did}/control`, { attrs: { valve_open: 1 } });
    await expect(control).rejects.toMatchObject({ status: 400, code: '5304' });
  });

  test('is found only by those who ask for disabled devices', async () => {
    const macs = async (query: string) => (await find(query)).map(({ mac }: { mac: string }) => mac);
    expect(await macs('type=mac&val=5ccf7f0000b1')).toEqual([]);
    expect(await macs('type=mac&val=5ccf7f0000b1&show_disabled=1')).toEqual(['5ccf7f0000b1']);
  });

  test('comes back by itself when it is enabled', async () => {
    await setDisabled(false);
    await valve.online();
  });
});

describe('a factory reset', () => {
  test('gives the device a new passcode under its old did, with its history', async () => {
    const { did, passcode } = valve;
    const { meta } = await customer.valve.api.get(`/devices/${did}/data`);
    await valve.factoryReset();
    await valve.online();
    expect(valve.did).toBe(did);
    expect(valve.passcode).not.toBe(passcode);
    expect((await customer.valve.api.get(`/devices/${did}/data`)).meta.total).toBe(meta.total);
    const withOldPasscode = HandDrivenDevice.connect(server, { did: did!, passcode });
    await expect(withOldPasscode).rejects.toMatchObject({ code: 4 });
  });
});

describe('a restart of the server', () => {
  const readAll = async () => ({
    detail: await customer.greenhouse.api.get('/device_detail?mac=5CCF7F0000A2'),
    data: await customer.greenhouse.api.get(`/devices/${thermostat.did}/data`),
    cmd: await customer.greenhouse.api.get(`/devices/${thermostat.did}/cmd`),
    datapoint: await customer.greenhouse.api.get('/datapoint'),
    apps: await adminApi(server).get(`/enterprises/${customer.enterpriseId}/apps`),
  });
  let before: Awaited<ReturnType<typeof readAll>>;
  let endS: number;

  test('leaves everything as it was, tokens included', async () => {
    before = await readAll();
    await valve.leave('disconnect');
    await server.stop();
    endS = Date.now() / 1000;
    await server.restart('same ports');
    const after = await readAll();
    expect(after.data.objects).toEqual(before.data.objects);
    expect(after.cmd.objects).toEqual(before.cmd.objects);
    expect(after).toMatchObject({ datapoint: before.datapoint, apps: before.apps });
    expect(after.detail).toEqual({ ...before.detail, is_online: false });
  });

  test('closes the sessions of the earlier life with a reason, at the time it ended', async () => {
    const { objects } = await customer.greenhouse.api.get(`/devices/${handDriven[0]!.did}/online?limit=1`);
    expect(objects).toMatchObject([{ type: 'dev_offline', payload: { reason: 'offline_exception' } }]);
    expect(objects[0].timestamp).toBeLessThanOrEqual(endS);
    expect(objects[0].timestamp).toBeGreaterThan(endS - 10);
  });

  test('is overcome by devices without anybody’s help, and they report and are controlled as before', async () => {
    await thermostat.online();
    await customer.greenhouse.api.post(`/devices/${thermostat.did}/control`, { attrs: { grow_light: 99 } });
    await expect
      .poll(() => latestData(thermostat, 'greenhouse'))
      .toMatchObject({
        attrs: { grow_light: 99 },
      });
  });

  test('does not give calls back', async () => {
    const { headers } = await customer.greenhouse.api.call('GET', '/datapoint');
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeLessThan(3600 - 40);
  });
});

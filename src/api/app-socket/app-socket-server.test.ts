import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { AppSocketClient, type AppUserToken } from '../../../test/app-socket-client.ts';
import { encodeFrame, parseFrame } from '../../codec/frame.ts';
import { frameCommand } from '../../codec/frame-command.ts';
import { QiyunError } from '../../model/errors.ts';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { hashSecret } from '../../model/secrets.ts';
import { readAuditLog } from '../../store/read-audit-log.ts';
import type { TestDevice } from '../enterprise/enterprise-api.test-helper.ts';
import { AppSocketsUnderTest } from './app-sockets.test-helper.ts';

let under: AppSocketsUnderTest;

beforeAll(async () => {
  under = await AppSocketsUnderTest.start({
    maxMessageBytes: 4_096,
    maxUnsentBytes: 200_000,
    maxSubscriptions: 3,
    maxSocketsPerAddress: 60,
  });
});
afterAll(async () => {
  await under.stop();
  expect(under.faults).toEqual([]);
});

async function userWithDevice(): Promise<{ user: AppUserToken; device: TestDevice }> {
  const user = await under.createUser();
  const device = await under.createDevice();
  await under.bind(user, device);
  return { user, device };
}

async function userOnline(options: object = {}) {
  const { user, device } = await userWithDevice();
  return { user, device, app: await under.logIn(user, options) };
}

async function refusal(app: AppSocketClient): Promise<number> {
  return (await app.next('s2c_invalid_msg')).data.error_code;
}

const noti = ({ did }: TestDevice, attrs: object) => ({ cmd: 's2c_noti', data: { did, attrs } });

describe('login', () => {
  test('opens all devices of the user, unless he says that it should not', async () => {
    const { user, device } = await userWithDevice();
    const other = await under.createDevice();
    const all = await under.logIn(user);
    const asText = await under.logIn(user, { auto_subscribe: 'true' });
    const none = await under.logIn(user, { auto_subscribe: false });
    under.report(device);
    under.report(other);
    expect(await all.fence()).toEqual([noti(device, { frost: true })]);
    expect(await asText.fence()).toEqual([noti(device, { frost: true })]);
    expect(await none.fence()).toEqual([]);
  });

  test('with a token of somebody else, of another app, or that has ended is refused, and another try may be right', async () => {
    const user = await under.createUser();
    const other = await under.createUser();
    const app = await under.connect();
    const wrong = [
      { ...user, token: other.token },
      { ...user, appid: newHexIdentifier() },
      { ...user, token: newHexIdentifier() },
    ];
    for (const data of wrong) {
      app.send({ cmd: 'login_req', data });
      expect((await app.next('login_res')).data).toEqual({ success: false });
    }
    app.send({ cmd: 'login_req', data: user });
    expect((await app.next('login_res')).data).toEqual({ success: true });
    await under.api.database.query("update user_token set expired_at = 'epoch' where uid = $1", [user.uid]);
    app.send({ cmd: 'login_req', data: user });
    expect((await app.next('login_res')).data).toEqual({ success: false });
    app.send({ cmd: 'ping' });
    expect(await refusal(app)).toBe(1003);
  });

  test('counts the user as there today, and on each further day on which his socket is open', async () => {
    const { user, app } = await userOnline();
    await app.fence();
    under.api.nowMs += 86_400_000;
    await app.fence();
    await vi.waitFor(async () => {
      const { rows } = await under.api.database.query<{ days: number }>(
        "select sum(length(replace(dates::text, '0', '')))::integer as days from user_activity where uid = $1",
        [user.uid],
      );
      expect(rows[0]!.days).toBe(2);
    }, 10_000);
    under.api.nowMs -= 86_400_000;
  });

  test('1003: nothing else is done before it', async () => {
    const app = await under.connect();
    const { did } = await under.createDevice();
    const messages = [
      { cmd: 'ping' },
      { cmd: 'subscribe_req', data: [{ did }] },
      { cmd: 'c2s_read', data: { did } },
      { cmd: 'c2s_write', data: { did, attrs: { fan: true } } },
      { cmd: 'c2s_raw', data: { did, raw: [0] } },
    ];
    for (const message of messages) {
      app.send(message);
      expect(await refusal(app)).toBe(1003);
    }
    expect(app.messages.at(-1)!.data.msg).toBe('Websocket client not login!');
  });
});

describe('a token that ends', () => {
  const end = ({ uid }: AppUserToken) =>
    under.api.database.query('delete from user_token where uid = $1', [uid]);

  async function expectExpelled(app: AppSocketClient): Promise<void> {
    expect((await app.next('s2c_invalid_msg')).data).toEqual({
      error_code: 1009,
      msg: 'M2M socket has closed, please login again!',
    });
    expect(await app.closed).toBe(1000);
  }

  test('1009: ends the sockets that logged in with it, and no others', async () => {
    const { user, device } = await userWithDevice();
    const again = await under.createToken(user);
    const [ended, left, other] = [
      await under.logIn(user),
      await under.logIn(again),
      await under.logIn(await under.createUser()),
    ];
    const hash = hashSecret(user.token);
    await under.api.database.query('delete from user_token where token_hash = $1', [hash]);
    await expectExpelled(ended);
    under.report(device);
    expect(await left.fence()).toEqual([noti(device, { frost: true })]);
    expect(await other.fence()).toEqual([]);
  });

  test('ends the sockets of a user who is erased', async () => {
    const { user, app } = await userOnline();
    await under.api.database.query('select erase_users($1)', [[user.uid]]);
    await expectExpelled(app);
  });

  test('ends a socket whose login is under way', async () => {
    const user = await under.createUser();
    const apps = await Promise.all(Array.from({ length: 8 }, () => under.connect()));
    for (const app of apps) app.send({ cmd: 'login_req', data: user });
    await end(user);
    for (const app of apps) {
      const { success } = (await app.next('login_res')).data;
      if (success) await expectExpelled(app);
      else app.end();
    }
  });

  test('by its time ends the socket within a second of it', async () => {
    const { user, app } = await userOnline();
    const lifetimeMs = 180 * 86_400_000;
    under.api.nowMs += lifetimeMs;
    under.sockets.tick();
    await app.fence();
    under.api.nowMs += 1_000;
    under.sockets.tick();
    await expectExpelled(app);
    const back = await under.connect();
    back.send({ cmd: 'login_req', data: user });
    expect((await back.next('login_res')).data).toEqual({ success: false });
    under.api.nowMs -= lifetimeMs + 1_000;
  });
});

describe('subscribe_req', () => {
  test('subscribes to devices of the user, and to nobody else’s', async () => {
    const { user, device } = await userWithDevice();
    const { device: foreign } = await userWithDevice();
    const app = await under.logIn(user, { auto_subscribe: false });
    const unknown = newDid();
    const dids = [device.did, foreign.did, unknown];
    app.send({ cmd: 'subscribe_req', data: dids.map((did) => ({ did, passcode: 'of an older client' })) });
    const failed = { error_code: 1004, msg: 'Device not subscribed!' };
    expect((await app.next('subscribe_res')).data).toEqual({
      success: [{ did: device.did, error_code: 0, msg: 'ok' }],
      failed: [
        { did: foreign.did, ...failed },
        { did: unknown, ...failed },
      ],
    });
    under.report(foreign);
    under.report(device);
    expect(await app.fence()).toEqual([noti(device, { frost: true })]);
    app.send({ cmd: 'c2s_write', data: { did: foreign.did, attrs: { fan: true } } });
    expect(await refusal(app)).toBe(1004);
  });

  test('1008: more devices than a socket may have fail', async () => {
    const user = await under.createUser();
    const devices = await Promise.all(Array.from({ length: 4 }, () => under.createDevice()));
    await under.bind(user, ...devices);
    const app = await under.logIn(user, { auto_subscribe: false });
    for (const { did } of devices) app.send({ cmd: 'subscribe_req', data: [{ did }] });
    const answers = [];
    for (const _ of devices) answers.push((await app.next('subscribe_res')).data);
    expect(answers.map(({ failed }) => failed.length)).toEqual([0, 0, 0, 1]);
    expect(answers[3].failed[0].error_code).toBe(1008);
  });
});

describe('what happens to a device', () => {
  test('is told as data points, or as the frame where only its owner understands it, or always', async () => {
    const { user, device, app } = await userOnline();
    const custom = await under.logIn(user, { p0_type: 'custom' });
    under.report(device, '{"fan":true,"program":[1,2]}');
    under.watched.publish({
      type: 'report',
      deviceId: device.deviceId,
      did: device.did,
      frame: Buffer.of(0, 0, 0, 3),
      attrs: undefined,
    });
    const raw = { cmd: 's2c_raw', data: { did: device.did, raw: [0, 0, 0, 3] } };
    expect(await app.fence()).toEqual([noti(device, { fan: true, program: [1, 2] }), raw]);
    expect(await custom.fence()).toEqual([raw, raw]);
  });

  test('is told with its passcode when it comes and goes', async () => {
    const { device, app } = await userOnline();
    const { deviceId, did, mac } = device;
    for (const isOnline of [true, false]) under.watched.publish({ type: 'presence', deviceId, isOnline });
    const data = { did, passcode: 'ABCDEFGHIJ', mac };
    expect(await app.fence()).toEqual([
      { cmd: 's2c_online_status', data: { ...data, online: true } },
      { cmd: 's2c_online_status', data: { ...data, online: false } },
    ]);
  });

  test('is told from the moment it is bound until it is no longer', async () => {
    const { user, app } = await userOnline();
    const chooser = await under.logIn(user, { auto_subscribe: false });
    const device = await under.createDevice();
    const { did } = device;
    await under.bind(user, device);
    for (const socket of [app, chooser])
      expect((await socket.next('s2c_binding_changed')).data).toEqual({ did, bind: true });
    under.report(device);
    expect(await app.fence()).toEqual([noti(device, { frost: true })]);
    expect(await chooser.fence()).toEqual([]);
    await under.unbind(user, device);
    for (const socket of [app, chooser])
      expect((await socket.next('s2c_binding_changed')).data).toEqual({ did, bind: false });
    expect(under.watched.isWatched(device.deviceId)).toBe(false);
    app.send({ cmd: 'c2s_read', data: { did } });
    expect(await refusal(app)).toBe(1004);
  });

  test('is watched for as long as somebody is there', async () => {
    const { user, device, app } = await userOnline();
    const second = await under.logIn(user);
    app.end();
    await app.closed;
    expect(under.watched.isWatched(device.deviceId)).toBe(true);
    second.end();
    await expect.poll(() => under.watched.isWatched(device.deviceId)).toBe(false);
  });

  test('1009: changes of bindings that may have been missed require a new login', async () => {
    const { user, device, app } = await userOnline();
    const { rows } = await under.api.database.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'qiyun user changes' and datname = current_database()",
    );
    await under.api.database.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    expect((await app.next('s2c_invalid_msg')).data).toEqual({
      error_code: 1009,
      msg: 'M2M socket has closed, please login again!',
    });
    expect(under.watched.isWatched(device.deviceId)).toBe(false);
    app.send({ cmd: 'login_req', data: user });
    expect((await app.next('login_res')).data).toEqual({ success: true });
    const late = await under.createDevice();
    await under.bind(user, late);
    expect((await app.next('s2c_binding_changed')).data).toEqual({ did: late.did, bind: true });
  });
});

describe('commands', () => {
  const sent = () => under.api.commands.sent.at(-1)!;

  test('without req_sn go as 0090 and are answered by nothing; with it as 0093, and are acknowledged', async () => {
    const { device, app } = await userOnline();
    const { did } = device;
    const data = { did, attrs: { heater: true } };
    app.send({ cmd: 'c2s_write', data });
    expect(await app.fence()).toEqual([]);
    expect(sent()).toMatchObject({
      deviceId: device.deviceId,
      options: { acknowledgement: 'unconfirmed' },
    });
    app.send({ cmd: 'c2s_write', req_sn: 17, data });
    expect(await app.next('s2c_ack')).toEqual({ cmd: 's2c_ack', res_sn: 17, did });
    expect(sent().options).toEqual({ timeoutMs: 5_000, acknowledgement: 'required' });
  });

  test('a read asks the device, and its next status carries the number of the read', async () => {
    const { device, app } = await userOnline();
    app.send({ cmd: 'c2s_read', req_sn: 5, data: { did: device.did } });
    await app.next('s2c_ack');
    expect(sent().payload).toBe('02');
    under.report(device);
    under.report(device);
    const answer = noti(device, { frost: true });
    expect(await app.fence()).toEqual([{ ...answer, res_sn: 5 }, answer]);
  });

  test('a read with names is answered by these points alone; a report before its answer by all', async () => {
    const { device, app } = await userOnline();
    const { deviceId, did } = device;
    const tell = (action: number) => {
      const frame = encodeFrame({ command: frameCommand.report, payload: Buffer.of(action) });
      under.watched.publish({ type: 'report', deviceId, did, frame, attrs: '{"fan":true,"frost":false}' });
    };
    app.send({ cmd: 'c2s_read', req_sn: 6, data: { did, names: ['frost', 'nothing'] } });
    await app.next('s2c_ack');
    const all = noti(device, { fan: true, frost: false });
    for (const action of [0x04, 0x03, 0x03]) tell(action);
    expect(await app.fence()).toEqual([all, { ...noti(device, { frost: false }), res_sn: 6 }, all]);
    app.send({ cmd: 'c2s_read', data: { did, names: ['fan'] } });
    await app.fence();
    tell(0x13);
    expect(await app.fence()).toEqual([noti(device, { fan: true })]);
  });

  test('a frame of the app goes to the device, and its number comes back', async () => {
    const { device, app } = await userOnline({ p0_type: 'custom' });
    const { did } = device;
    const payload = Buffer.of(5, 1, 2);
    app.send({
      cmd: 'c2s_raw',
      data: { did, raw: [...encodeFrame({ command: frameCommand.business, payload })] },
    });
    expect(await app.fence()).toEqual([]);
    expect(sent()).toMatchObject({ payload: '050102', options: { acknowledgement: 'unconfirmed' } });
    const confirmed = encodeFrame({ command: frameCommand.confirmedBusiness, serialNumber: 9, payload });
    app.send({ cmd: 'c2s_raw', data: { did, raw: [...confirmed] } });
    const { data } = await app.next('s2c_raw');
    expect(parseFrame(Buffer.from(data.raw))).toMatchObject({ command: 0x94, serialNumber: 9 });
  });

  test.each([
    [1005, new QiyunError('5305')],
    [1007, new QiyunError('5403')],
  ])('%i: the device cannot be reached', async (code, failure) => {
    const { device, app } = await userOnline();
    under.api.commands.failure = failure;
    app.send({ cmd: 'c2s_read', data: { did: device.did } });
    expect(await refusal(app)).toBe(code);
    under.api.commands.failure = undefined;
  });

  test('are in the audit log with what they said and how they went, before the app is told', async () => {
    const { user, device, app } = await userOnline();
    const { did } = device;
    const attrs = { heater: true };
    app.send({ cmd: 'c2s_write', req_sn: 1, data: { did, attrs } });
    await app.next('s2c_ack');
    const raw = encodeFrame({
      command: frameCommand.confirmedBusiness,
      serialNumber: 9,
      payload: Buffer.of(5, 1),
    });
    app.send({ cmd: 'c2s_raw', data: { did, raw: [...raw] } });
    await app.next('s2c_raw');
    under.api.commands.failure = new QiyunError('5403');
    app.send({ cmd: 'c2s_write', req_sn: 2, data: { did, attrs } });
    expect(await refusal(app)).toBe(1007);
    under.api.commands.failure = undefined;
    const { uid, appid } = user;
    const common = {
      source: 'client',
      action: 'device.control',
      enterpriseId: under.enterprise.enterpriseId,
      productKey: under.product.productKey,
      did,
      uid,
      appid,
      clientIp: '127.0.0.1',
    };
    expect(await readAuditLog(under.api.database, { uid, limit: 10 })).toMatchObject([
      { ...common, detail: { attrs }, result: '5403' },
      { ...common, detail: { raw: '0501', raw_bytes: 2 }, result: 'ok' },
      { ...common, detail: { attrs }, result: 'ok' },
    ]);
  });

  test('1006: data points that cannot be set; 1010: what this app or product does not do', async () => {
    const { user, device, app } = await userOnline();
    const { did } = device;
    app.send({ cmd: 'c2s_write', data: { did, attrs: { frost: true } } });
    expect((await app.next('s2c_invalid_msg')).data).toEqual({
      error_code: 1006,
      msg: 'Invalid attrs! frost: is not writable',
    });
    const custom = await under.logIn(user, { p0_type: 'custom' });
    custom.send({ cmd: 'c2s_read', data: { did } });
    expect(await refusal(custom)).toBe(1010);
    await under.api.updateProduct(under.product.id, { remoteControl: false });
    app.send({ cmd: 'c2s_write', data: { did, attrs: { heater: true } } });
    expect(await refusal(app)).toBe(1010);
    await under.api.updateProduct(under.product.id, { remoteControl: true });
  });
});

describe('a message', () => {
  test.each([
    ['no JSON', 1001],
    ['5', 1001],
    ['{}', 1001],
    ['{"cmd":"toString"}', 1002],
    ['{"cmd":"c2s_write","data":{"did":"x"}}', 1001],
    ['{"cmd":"subscribe_req","data":{"did":"x"}}', 1001],
    ['{"cmd":"login_req","data":{"appid":5}}', 1001],
  ])('that makes no sense is refused: %s', async (text, code) => {
    const app = await under.connect();
    app.send(text);
    expect(await refusal(app)).toBe(code);
  });

  test('that is too large ends the socket', async () => {
    const app = await under.connect();
    app.send('x'.repeat(5_000));
    expect(await app.closed).toBe(1009);
  });
});

describe('a socket', () => {
  test('1011: is closed when nothing came for 1.5 times the heartbeat', async () => {
    const { app } = await userOnline({ heartbeat_interval: 60 });
    under.elapsedMs += 90_000;
    under.sockets.tick();
    expect(await app.fence()).toEqual([]);
    under.elapsedMs += 90_001;
    under.sockets.tick();
    expect((await app.next('s2c_invalid_msg')).data).toEqual({ error_code: 1011, msg: 'No heartbeat!' });
    expect(await app.closed).toBe(1000);
  });

  test('without a login is closed after ten seconds, whatever it sends', async () => {
    const app = await under.connect();
    under.elapsedMs += 10_001;
    app.send({ cmd: 'ping' });
    await app.next('s2c_invalid_msg');
    under.sockets.tick();
    expect(await app.closed).toBe(1008);
  });

  test('that takes nothing is cut, and what it did not take is kept no longer', async () => {
    const { device, app } = await userOnline();
    app.socket.pause();
    const attrs = JSON.stringify({ text: 'x'.repeat(10_000) });
    await vi.waitFor(
      () => {
        for (let times = 0; times < 100; times++) under.report(device, attrs);
        expect(under.watched.isWatched(device.deviceId)).toBe(false);
      },
      { timeout: 10_000, interval: 1 },
    );
    app.socket.resume();
    expect(await app.closed).toBe(1006);
  });

  test('too many of one address are refused', async () => {
    const clients = [];
    let status = 0;
    while (status === 0 && clients.length < 100) {
      const socket = new WebSocket(`ws://127.0.0.1:${under.port}/ws/app/v1`);
      socket.once('unexpected-response', (_request, response) => {
        status = response.statusCode!;
      });
      clients.push(new AppSocketClient(socket));
      await Promise.race([once(socket, 'open'), once(socket, 'unexpected-response')]);
    }
    expect(status).toBe(429);
    for (const client of clients) client.end();
    await expect.poll(() => under.sockets.size).toBeLessThan(60);
  });
});

describe('other requests', () => {
  test('that ask for another protocol are answered as if they had not', async () => {
    const socket = connect(under.port, '127.0.0.1').setEncoding('utf8');
    let received = '';
    socket.on('data', (text) => {
      received += text;
    });
    const head = [
      'POST /v1/products/x/access_token HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
      'Content-Length: 23',
    ];
    // As Java's client does: the body follows on its own, and the connection is used again.
    socket.write(`${head.join('\r\n')}\r\n\r\n{"enterp`);
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(`rise_id":"x"${' '.repeat(2)}}`);
    await expect.poll(() => received).toContain('"error_code":"5002"');
    received = '';
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => received).toContain('HTTP/1.1 200');
    socket.destroy();
  });

  test('for a WebSocket elsewhere find nothing', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${under.port}/ws/other`);
    const [, response] = await once(socket, 'unexpected-response');
    expect(response.statusCode).toBe(404);
    socket.on('error', () => {}).terminate();
  });
});

test('when the server stops the sockets are told, and one that does not answer is cut', async () => {
  const own = await AppSocketsUnderTest.start({ partingMs: 50 });
  const app = await own.logIn(await own.createUser());
  const dead = await own.logIn(await own.createUser());
  dead.socket.pause();
  await own.stop();
  expect(await app.closed).not.toBe(1000);
});

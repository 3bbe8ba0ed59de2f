import { afterEach, expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import { SimulatedDevice, type SimulatedDeviceOptions } from './simulated-device.ts';
import { readSimulatedProduct } from './simulated-product.ts';
import {
  answerByTheBook,
  answerKnownDevice,
  httpAnswer,
  type StandInOptions,
  StandInServer,
  standInDid,
} from './stand-in-server.test-helper.ts';

const greenhouse = readSimulatedProduct('de9e8d18d9394cce9081b25a531e552b', greenhouseController);
const valve = readSimulatedProduct('de9e8d18d9394cce9081b25a531e552b', irrigationValve);
const retryPause = { firstMs: 1, growthMs: 0, maxMs: 1 };

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startServer(options: StandInOptions = {}): Promise<StandInServer> {
  const server = await StandInServer.start(options);
  cleanUps.push(() => server.stop());
  return server;
}

function createDevice(server: StandInServer, options: Partial<SimulatedDeviceOptions> = {}): SimulatedDevice {
  const device = new SimulatedDevice({
    bootstrap: server.bootstrap,
    product: greenhouse,
    mac: '021122334455',
    passcode: 'WSIUADAGYY',
    retryPause,
    ...options,
  });
  cleanUps.push(() => device.stop());
  return device;
}

async function bringOnline(
  options: Partial<SimulatedDeviceOptions> = {},
  serverOptions: StandInOptions = {},
) {
  const server = await startServer(serverOptions);
  const device = createDevice(server, options);
  device.connect();
  await device.online();
  return { server, device, session: server.session };
}

test('a device registers and asks for its server with the bytes of an unmodified module', async () => {
  const { server } = await bringOnline();

  expect(server.requests).toEqual([
    'POST /dev/devices HTTP/1.1\r\nHost: api.gizwits.com\r\nContent-Length: 81\r\n' +
      'Content-Type: application/x-www-form-urlencoded\r\n\r\n' +
      'passcode=WSIUADAGYY&mac=021122334455&product_key=de9e8d18d9394cce9081b25a531e552b',
    `GET /dev/devices/${standInDid} HTTP/1.1\r\nHost: api.gizwits.com\r\nCache-Control: no-cache\r\n` +
      'Content-Type: application/x-www-form-urlencoded\r\n\r\n',
  ]);
});

test('a device that has a did never registers', async () => {
  const { server } = await bringOnline({ did: standInDid });

  expect(server.requests.map((request) => request.slice(0, 4))).toEqual(['GET ']);
});

test('CONNECT has the captured bytes of device-cloud.md §4.5', async () => {
  const { session } = await bringOnline();

  const did = `0016${Buffer.from(standInDid).toString('hex')}`;
  const connect = `00064d514973647003c20078${did}${did}000a${Buffer.from('WSIUADAGYY').toString('hex')}`;
  expect(session.received.toString('hex', 0, 74)).toBe(`1048${connect}`);
});

test('a device speaks MQTT 3.1.1 when asked to', async () => {
  const { session } = await bringOnline({ version: '3.1.1', keepAliveSeconds: 30 });

  expect(session.packets[0]).toMatchObject({ protocolId: 'MQTT', protocolVersion: 4, keepalive: 30 });
});

test('a device speaks MQTT 5 when asked to, and does the same', async () => {
  const { session, server } = await bringOnline({ version: '5', reportsOnArrival: true });

  expect(session.packets[0]).toMatchObject({ protocolId: 'MQTT', protocolVersion: 5 });
  await server.until(() => session.count('publish') > 0, 'a report');
  expect(session.count('subscribe')).toBe(3);
  expect(session.publications[0]?.topic).toBe(`dev2app/${standInDid}`);
});

test('a device subscribes one after another, each time waiting for the SUBACK', async () => {
  // The PUBACK of this message comes after everything that the device had sent without waiting for its SUBACK.
  const subscriptionsBeforeFence: number[] = [];
  const { session } = await bringOnline(
    {},
    {
      answerMqtt: (packet, session) => {
        const fence = { topic: 'fence', payload: '', qos: 1, dup: false, retain: false } as const;
        if (packet.cmd === 'subscribe')
          session.send({ cmd: 'publish', messageId: packet.messageId!, ...fence });
        if (packet.cmd !== 'puback') return;
        subscriptionsBeforeFence.push(session.count('subscribe'));
        session.send({ cmd: 'suback', messageId: packet.messageId!, granted: [0] });
      },
    },
  );

  expect(subscriptionsBeforeFence).toEqual([1, 2, 3]);
  expect(session.packets.filter(({ cmd }) => cmd === 'subscribe')).toMatchObject([
    { messageId: 1, subscriptions: [{ topic: `ser2cli_noti/${greenhouse.productKey}`, qos: 0 }] },
    { messageId: 2, subscriptions: [{ topic: `ser2cli_res/${standInDid}`, qos: 0 }] },
    { messageId: 3, subscriptions: [{ topic: `app2dev/${standInDid}/#`, qos: 0 }] },
  ]);
});

test('a report of a standard product tells its whole status in a 0091 with 04', async () => {
  const { server, device, session } = await bringOnline();
  device.status.set(device.status.field('air_humidity'), 55);

  expect(device.report()).toBe(true);
  await server.until(() => session.publications.length === 1, 'a report');

  const layout = greenhouse.layout;
  const body = Buffer.alloc(layout.imageBytes - layout.flagBytes);
  body[device.status.field('air_humidity').start - layout.flagBytes] = 55;
  const length = Buffer.of(4 + body.length).toString('hex');
  expect(session.published).toEqual([
    `dev2app/${standInDid} 00000003${length}00009104${body.toString('hex')}`,
  ]);
  expect(session.publications[0]!.qos).toBe(0);
});

test('a report of a var_len product tells only the data points asked for', async () => {
  const { server, device, session } = await bringOnline({ product: valve });
  device.status.set(device.status.field('litres_total'), 258);

  device.report(['litres_total']);
  await server.until(() => session.publications.length === 1, 'a report');

  expect(session.published).toEqual([`dev2app/${standInDid} 000000030a00009114080000000102`]);
});

test('a control by 0093 is applied, acknowledged to the client that sent it, and then reported', async () => {
  const { server, device, session } = await bringOnline({ product: valve });

  session.publish(`app2dev/${standInDid}/gwtest01`, '000000030b0000930000002a11000101');
  const control = await device.controlReceived(1);
  await server.until(() => session.publications.length === 2, 'acknowledgement and report');

  expect(control).toEqual({ clientId: 'gwtest01', values: new Map([['valve_open', 1]]) });
  expect(device.status.get(device.status.field('valve_open'))).toBe(1);
  expect(session.published).toEqual([
    `dev2app/${standInDid}/gwtest01 00000003070000940000002a`,
    `dev2app/${standInDid} 000000030700009114000101`,
  ]);
  expect(device.controlsAnswered).toBe(1);
});

test('a control by 0090 is answered by an empty 0091 on the plain topic', async () => {
  const { server, session } = await bringOnline({ product: valve });

  session.publish(`app2dev/${standInDid}/gwtest01`, '000000030700009011000101');
  await server.until(() => session.publications.length === 2, 'answer and report');

  expect(session.published).toEqual([
    `dev2app/${standInDid} 0000000303000091`,
    `dev2app/${standInDid} 000000030700009114000101`,
  ]);
});

test('reads are answered with the status: by 0091 on the plain topic, by 0094 to the client', async () => {
  const { server, session } = await bringOnline();

  session.publish(`app2dev/${standInDid}/gwtest01`, '000000030400009002');
  session.publish(`app2dev/${standInDid}/gwtest01`, '00000003080000930000000702');
  await server.until(() => session.publications.length === 2, 'two answers');

  const bodyBytes = greenhouse.layout.imageBytes - greenhouse.layout.flagBytes;
  const [plain, confirmed] = session.published;
  const zeros = '00'.repeat(bodyBytes);
  const lengthOf = (bytes: number) => Buffer.of(bytes + bodyBytes).toString('hex');
  expect(plain).toBe(`dev2app/${standInDid} 00000003${lengthOf(4)}00009103${zeros}`);
  expect(confirmed).toBe(`dev2app/${standInDid}/gwtest01 00000003${lengthOf(8)}0000940000000703${zeros}`);
});

test('a read of a var_len product is answered with the data points it flags', async () => {
  const { server, session } = await bringOnline({ product: valve });

  session.publish(`app2dev/${standInDid}/gwtest01`, '0000000306000090120800');
  await server.until(() => session.publications.length === 1, 'an answer');

  expect(session.published).toEqual([`dev2app/${standInDid} 000000030a00009113080000000000`]);
});

test('a long client id is answered with its first 23 characters', async () => {
  const { server, session } = await bringOnline();

  session.publish(`app2dev/${standInDid}/123456789012345678901234567890`, '00000003080000930000000702');
  await server.until(() => session.publications.length === 1, 'an answer');

  expect(session.publications[0]!.topic).toBe(`dev2app/${standInDid}/12345678901234567890123`);
});

test('a device that does not answer commands still does as told', async () => {
  const { server, device, session } = await bringOnline({ product: valve });
  device.answersCommands = false;

  session.publish(`app2dev/${standInDid}/gwtest01`, '000000030b0000930000002a11000101');
  await device.controlReceived(1);
  device.report(['valve_open']);
  await server.until(() => session.publications.length === 1, 'the report');

  expect(session.published).toEqual([`dev2app/${standInDid} 000000030700009114000101`]);
});

test('bytes that are no command get no answer and do no harm', async () => {
  const { server, device, session } = await bringOnline();

  for (const hex of ['', 'ff', '0000000303000090', '00000003040000907f', '00000003050000900100']) {
    session.publish(`app2dev/${standInDid}/gwtest01`, hex);
  }
  session.publish(`app2dev/${standInDid}/gwtest01`, '000000030400009002');
  await server.until(() => session.publications.length === 1, 'the answer to the last one');

  expect(session.publications).toHaveLength(1);
  expect(device.controlsReceived).toBe(0);
});

test('a device looks for firmware when it is told to, and knows how many clients there are', async () => {
  const { server, device, session } = await bringOnline();

  session.publish(`ser2cli_res/${standInDid}`, '0000000302100003');
  session.publish(`ser2cli_res/${standInDid}`, '00000003021101');
  await device.until(() => device.firmwareChecks === 1, 'looked for firmware');

  expect(device.clientCount).toBe(3);
  expect(server.requests.at(-1)).toBe(
    `POST /dev/ota/v4.1/update_and_check/${standInDid} HTTP/1.1\r\nHost:api.gizwits.com\r\n` +
      'Content-Length:70\r\nContent-Type:application/x-www-form-urlencoded\r\n\r\n' +
      'passcode=WSIUADAGYY&type=1&hard_version=000LINUX&soft_version=04020006',
  );
});

test('a device pings at half its keep alive time', async () => {
  const { server, session } = await bringOnline({ keepAliveSeconds: 1 });

  await server.until(() => session.count('pingreq') === 2, 'two PINGREQ');
});

test('a device leaves a server that answers no PINGREQ, and comes back', async () => {
  const { server, device } = await bringOnline(
    { keepAliveSeconds: 1 },
    { answerMqtt: (packet, session) => packet.cmd === 'subscribe' && answerByTheBook(packet, session) },
  );

  await device.offline();
  expect(device.lastFailure).toBe('three PINGREQ without an answer');
  await device.online();
  expect(server.sessions).toHaveLength(2);
});

test('after a lost connection a device comes back by itself and asks anew where to', async () => {
  const { server, device, session } = await bringOnline();

  session.socket.destroy();
  await device.offline();
  await device.online();

  expect(server.sessions).toHaveLength(2);
  expect(server.requests.map((request) => request.split(' ')[0])).toEqual(['POST', 'GET', 'GET']);
});

test('a device tries again until registration, address, login and subscriptions are all granted', async () => {
  let attempt = 0;
  const server = await startServer({
    answerHttp: (request, mqtt) => {
      if (attempt === 0) return httpAnswer('403 Forbidden', `failed=${attempt++}`);
      if (attempt === 1 && request.startsWith('GET')) return httpAnswer('200 OK', `host=x&port=${attempt++}`);
      return answerKnownDevice(request, mqtt);
    },
    returnCode: () => (attempt === 2 ? attempt++ : 0),
    answerMqtt: (packet, session) => {
      if (attempt++ > 3) answerByTheBook(packet, session);
      else session.send({ cmd: 'suback', messageId: packet.messageId!, granted: [0x80] });
    },
  });
  const device = createDevice(server);
  const failures = new Set<string>();
  device.connect();
  await device.until(() => device.isOnline || !failures.add(device.lastFailure), 'online');

  expect([...failures].filter((failure) => failure !== '')).toEqual([
    'registration was answered 403 failed=0',
    'provisioning was answered without port: host=x&port=1',
    'login was refused with return code 2',
    `subscription to ser2cli_noti/${greenhouse.productKey} was refused`,
  ]);
});

test('an answer that does not come in one read of 1,023 bytes is a failure, as for a module', async () => {
  const server = await startServer({
    answerHttp: () => `HTTP/1.1 201 Created\r\nX-Long: ${'x'.repeat(1000)}\r\n\r\ndid=${standInDid}`,
  });
  const device = createDevice(server);
  device.connect();

  await device.until(() => device.lastFailure !== '', 'failed');
  expect(device.lastFailure).toBe('answered something else than HTTP');
});

test('leaving by DISCONNECT says so, leaving by a cut does not', async () => {
  const { server, device } = await bringOnline();
  await device.leave('disconnect');
  device.connect();
  await device.online();
  await device.leave('cut');
  await server.until(() => server.sessions.every(({ isClosed }) => isClosed), 'both connections gone');

  expect(server.sessions.map((session) => session.count('disconnect'))).toEqual([1, 0]);
  expect(device.isOnline).toBe(false);
});

test('a silent device leaves its connection open, and comes back on another one', async () => {
  const { server, device, session } = await bringOnline({ keepAliveSeconds: 1 });

  await device.leave('silence');
  session.publish(`app2dev/${standInDid}/gwtest01`, '000000030400009002');
  device.connect();
  await device.online();
  await server.until(() => server.session.count('pingreq') === 2, 'two PINGREQ of the new connection');

  expect(session.isClosed).toBe(false);
  expect(session.publications).toEqual([]);
});

test('at QoS 1 no more than the window is in flight, and all is acknowledged in the end', async () => {
  const held: number[] = [];
  const { server, device, session } = await bringOnline(
    { qos: 1, window: 2 },
    {
      answerMqtt: (packet, session) =>
        packet.cmd === 'publish' ? held.push(packet.messageId!) : answerByTheBook(packet, session),
    },
  );
  for (let n = 0; n < 5; n++) device.report();
  await server.until(() => held.length === 2, 'a full window');
  expect(device.acknowledgedCount).toBe(0);

  for (let n = 1; n <= 5; n++) {
    await server.until(() => held.length > 0, `message ${n}`);
    expect(session.publications.length).toBeLessThanOrEqual(n + 1);
    session.send({ cmd: 'puback', messageId: held.shift()! });
    await device.acknowledged(n);
  }
  expect(session.publications).toHaveLength(5);
});

test('a QoS 1 message that was not acknowledged is sent again on the next connection', async () => {
  let isFirst = true;
  const { server, device } = await bringOnline(
    { qos: 1 },
    {
      answerMqtt: (packet, session) => {
        if (packet.cmd !== 'publish' || !isFirst) return answerByTheBook(packet, session);
        isFirst = false;
        session.socket.destroy();
      },
    },
  );
  device.report();
  await device.acknowledged(1);

  expect(server.sessions.map(({ publications }) => publications.length)).toEqual([1, 1]);
});

test('a factory reset gives up the did and registers anew with another passcode', async () => {
  const { server, device } = await bringOnline();

  await device.factoryReset();
  await device.online();

  expect(device.passcode).toMatch(/^[A-Z]{10}$/);
  expect(device.passcode).not.toBe('WSIUADAGYY');
  expect(server.requests[2]).toBe(
    'DELETE /dev/devices HTTP/1.1\r\nHost: api.gizwits.com\r\nContent-Length: 46\r\n' +
      'Content-Type: application/x-www-form-urlencoded\r\n\r\n' +
      `did=${standInDid}&passcode=WSIUADAGYY`,
  );
  expect(server.requests[3]).toContain(`passcode=${device.passcode}&mac=021122334455`);
});

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectDevice, type RunningGateway, startGateway, type TestDevice } from './running-gateway.ts';
import { projectFolder } from './source-tree.ts';

type Level = 3 | 4 | 5;

/** A report of the greenhouse controller in which no alarm is on. */
const report = Buffer.from(`000000032c0000910400${'00'.repeat(39)}`, 'hex');
const levels = [
  { version: '3.1', level: 3 },
  { version: '3.1.1', level: 4 },
  { version: '5', level: 5 },
] as const;
/** Set by .ci/run: then a client that is not installed is a failure. */
const isRequired = process.env.QIYUN_TEST_PUBLIC_CLIENTS === 'required';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

/** What a device does with a client of somebody else's. */
interface PublicClient {
  readonly name: string;
  readonly isThere: boolean;
  /**
   * Subscribes the topics of a device and reports at QoS 0, 1 and 2; gives what it has been sent so far, as topic and
   * payload in hex.
   */
  run(device: TestDevice, level: Level): Promise<readonly string[]>;
  /** Whether it answers commands by 0094. */
  readonly acknowledges: boolean;
}

const clients: readonly PublicClient[] = [
  { name: 'MQTT.js', isThere: true, run: runMqttJs, acknowledges: true },
  {
    name: 'mosquitto_pub and mosquitto_sub (package mosquitto-clients)',
    isThere: spawnSync('mosquitto_sub', ['--help']).error === undefined,
    run: runMosquitto,
    acknowledges: false,
  },
  {
    name: 'Eclipse Paho (package python3-paho-mqtt)',
    isThere: spawnSync('/usr/bin/python3', ['-c', 'import paho.mqtt.client']).status === 0,
    run: runPaho,
    acknowledges: true,
  },
];

describe.each(clients)('$name', ({ name, isThere, run, acknowledges }) => {
  describe.each(levels)('speaking MQTT $version', ({ level }) => {
    test('logs in, subscribes, reports at QoS 0, 1 and 2 and gets a command', async ({ skip }) => {
      skip(!isThere && !isRequired, 'it is not installed');
      expect(isThere, `${name} is installed`).toBe(true);
      const device = await gateway.createDevice();
      const received = await run(device, level);
      await expect.poll(() => storedOf(device)).toEqual([report, report, report]);
      await expect.poll(() => received).toHaveLength(1);
      const acknowledgement = acknowledges ? 'required' : 'sent';
      const command = Buffer.from([2, 0xca, 0xfe]);
      await gateway.gateway.send(device.deviceId, command, { timeoutMs: 10_000, acknowledgement });
      await expect
        .poll(() => received)
        .toEqual([
          `ser2cli_res/${device.did} 0000000302100003`,
          `app2dev/${device.did}/qiyun 000000030a0000930000000102cafe`,
        ]);
    });
  });
});

function topicsOf({ did }: TestDevice): string[] {
  return [`ser2cli_noti/${gateway.product.productKey}`, `ser2cli_res/${did}`, `app2dev/${did}/#`];
}

/** Reports, without what the device answers. */
async function storedOf({ deviceId }: TestDevice): Promise<Buffer[]> {
  const { rows } = await gateway.database.query<{ payload: Buffer }>(
    'select payload from frame where device_id = $1 order by received_at, seq',
    [deviceId],
  );
  return rows.map(({ payload }) => payload);
}

async function runMqttJs(device: TestDevice, level: Level): Promise<readonly string[]> {
  const protocolId = level === 3 ? 'MQIsdp' : 'MQTT';
  const client = await connectDevice(gateway, device, { protocolId, protocolVersion: level });
  onTestFinished(() => void client.end(true));
  const received: string[] = [];
  client.on('message', (topic, payload) => {
    received.push(`${topic} ${payload.toString('hex')}`);
    if (!topic.startsWith('app2dev/')) return;
    const acknowledgement = Buffer.concat([Buffer.from('0000000307000094', 'hex'), payload.subarray(8, 12)]);
    client.publish(`dev2app/${device.did}/qiyun`, acknowledgement, { qos: 1 });
  });
  await client.subscribeAsync(topicsOf(device), { qos: 1 });
  for (const qos of [0, 1, 2] as const) await client.publishAsync(`dev2app/${device.did}`, report, { qos });
  return received;
}

const mosquittoVersions = { 3: 'mqttv31', 4: 'mqttv311', 5: 'mqttv5' } as const;

/** It reports by one program and listens by the other: the second one's login ends no session that still works. */
async function runMosquitto(device: TestDevice, level: Level): Promise<readonly string[]> {
  const login = ['-h', '127.0.0.1', '-p', `${gateway.port}`, '-V', mosquittoVersions[level]];
  login.push('-i', device.did, '-u', device.did, '-P', device.passcode);
  for (const qos of ['0', '1', '2']) {
    const reporting = spawn('mosquitto_pub', [...login, '-t', `dev2app/${device.did}`, '-q', qos, '-s']);
    reporting.stdin.end(report);
    expect(await once(reporting, 'exit')).toEqual([0, null]);
  }
  const topics = topicsOf(device).flatMap((topic) => ['-t', topic]);
  return linesOf(spawn('mosquitto_sub', [...login, ...topics, '-q', '1', '-F', '%t %x']));
}

async function runPaho(device: TestDevice, level: Level): Promise<readonly string[]> {
  const script = join(projectFolder, 'test/paho-device.py');
  const login = [`${gateway.port}`, `${level}`, device.did, device.passcode, gateway.product.productKey];
  return linesOf(spawn('/usr/bin/python3', [script, ...login]));
}

/** The lines that a program prints, as they come; it ends with the test. */
function linesOf(program: ChildProcess): readonly string[] {
  const lines: string[] = [];
  let rest = '';
  program.stdout!.on('data', (chunk: Buffer) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop()!;
    lines.push(...parts);
  });
  onTestFinished(() => void program.kill());
  return lines;
}

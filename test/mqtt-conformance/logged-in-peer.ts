import type { RunningGateway, TestDevice } from '../running-gateway.ts';
import { connect, text } from './hand-made-packets.ts';
import { RawPeer } from './raw-peer.ts';
import type { Level } from './versions.ts';

/** A report of the greenhouse controller in which no alarm is on. */
export const report: Buffer = Buffer.from(`000000032c0000910400${'00'.repeat(39)}`, 'hex');

export interface LoginOptions {
  readonly keepAliveS?: number;
  /** The did when left out, as modules have it. */
  readonly clientId?: string;
  readonly flags?: number;
  /** Of MQTT 5. */
  readonly properties?: string;
}

/** CONNECT of a device, with its did for a user name and its passcode. */
export function connectOf(level: Level, { did, passcode }: TestDevice, options: LoginOptions = {}): Buffer {
  return connect(level, { clientId: did, ...options, rest: [text(did), text(passcode)] });
}

/** A new device of the gateway's, and its connection: CONNACK has come and was an accepting one. */
export async function logIn(
  gateway: RunningGateway,
  level: Level,
  options: LoginOptions & { readonly device?: TestDevice } = {},
): Promise<{ readonly device: TestDevice; readonly peer: RawPeer }> {
  const device = options.device ?? (await gateway.createDevice());
  const peer = RawPeer.open(gateway.port);
  peer.write(connectOf(level, device, options));
  await accepted(peer);
  return { device, peer };
}

/** The CONNACK that comes next is an accepting one, without a session. */
export async function accepted(peer: RawPeer): Promise<Buffer> {
  const connack = await peer.packet();
  const isAccepting = connack[0] === 0x20 && connack[2] === 0 && connack[3] === 0;
  if (!isAccepting) throw new Error(`the answer was ${connack.toString('hex')}`);
  return connack;
}

/** How many messages of the device are on disk, as reports or rejected. */
export async function storedOf(gateway: RunningGateway, { deviceId }: TestDevice): Promise<number> {
  await gateway.ingest.idle();
  const { rows } = await gateway.database.query<{ count: number }>(
    `select (select count(*) from frame where device_id = $1)
       + (select count(*) from rejected_frame where device_id = $1) as count`,
    [deviceId],
  );
  return rows[0]!.count;
}

/** When the device came and why it went, in order. */
export async function presenceOf(gateway: RunningGateway, { deviceId }: TestDevice): Promise<unknown[]> {
  await gateway.ingest.idle();
  const { rows } = await gateway.database.query(
    'select is_online, reason from presence_event where device_id = $1 order by occurred_at, seq',
    [deviceId],
  );
  return rows.map((row) => (row.is_online ? 'online' : row.reason));
}

import mqtt from 'mqtt';
import { expect, vi } from 'vitest';
import { encodeFrame, type Frame, parseFrame } from '../src/codec/frame.ts';
import { frameCommand } from '../src/codec/frame-command.ts';
import { Malformed } from '../src/codec/malformed.ts';

export interface DeviceCredentials {
  readonly did: string;
  readonly passcode: string;
}

/** A device on an MQTT client of somebody else's making that does nothing by itself: the test is its firmware. */
export class HandDrivenDevice {
  /** Bytes of the commands it was sent. */
  readonly commands: Buffer[] = [];
  /** Bytes of the frames it published. */
  readonly published: Buffer[] = [];
  readonly did: string;
  readonly #client: mqtt.MqttClient;

  constructor(client: mqtt.MqttClient, did: string) {
    this.#client = client;
    this.did = did;
    client.on('message', (_topic, payload) => this.commands.push(payload));
    // A server that is killed ends the connection with an error; who looks at `commands` sees that nothing comes.
    client.on('error', () => {});
  }

  /** Logged in and subscribed to its commands. */
  static async connect(
    server: { readonly mqttPort: number },
    { did, passcode }: DeviceCredentials,
  ): Promise<HandDrivenDevice> {
    const options = {
      clientId: did,
      username: did,
      password: passcode,
      protocolId: 'MQIsdp',
      protocolVersion: 3,
      keepalive: 120,
      reconnectPeriod: 0,
    } as const;
    const mayRetry = false;
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, options, mayRetry);
    const device = new HandDrivenDevice(client, did);
    await device.fence();
    return device;
  }

  /** Whether the server has left the connection open. */
  get isConnected(): boolean {
    return this.#client.connected;
  }

  /** At QoS 1 it resolves when the server has acknowledged, at QoS 0 when the bytes have been written. */
  async publish(payload: Buffer, qos: 0 | 1): Promise<void> {
    this.published.push(payload);
    await this.#client.publishAsync(`dev2app/${this.did}`, payload, { qos });
  }

  /** Resolves when the server has taken everything sent before: packets of a session are handled one after another. */
  async fence(): Promise<void> {
    await this.#client.subscribeAsync(`app2dev/${this.did}/#`, { qos: 0 });
  }

  /** Subscribes its product's notices, as modules do after their login: by that a device nobody knows says whose it is. */
  async namesProduct(productKey: string): Promise<void> {
    await this.#client.subscribeAsync(`ser2cli_noti/${productKey}`, { qos: 0 });
  }

  async command(position: number): Promise<Frame> {
    await vi.waitFor(() => expect(this.commands.length).toBeGreaterThan(position), { timeout: 5_000 });
    const frame = parseFrame(this.commands[position]!);
    if (frame instanceof Malformed)
      throw new Error(`the server sent a frame with a wrong ${frame.malformed}`);
    return frame;
  }

  /** 0094 with the command's serial number. */
  async acknowledge({ serialNumber }: Frame): Promise<void> {
    const payload = Buffer.alloc(0);
    await this.publish(
      encodeFrame({ command: frameCommand.acknowledgement, serialNumber: serialNumber!, payload }),
      0,
    );
  }

  end(): void {
    this.#client.end(true);
  }
}

import { type BootstrapServer, exchangeBootstrap, requireStatus } from './bootstrap-exchange.ts';

export interface DeviceRegistration {
  readonly productKey: string;
  /** Sent as given; modules send upper case. */
  readonly mac: string;
  readonly passcode: string;
}

/** `POST /dev/devices`: makes the device known and resolves to its did (device-cloud.md §4.2). */
export async function registerDevice(
  server: BootstrapServer,
  { productKey, mac, passcode }: DeviceRegistration,
  signal?: AbortSignal,
): Promise<string> {
  const body = `passcode=${passcode}&mac=${mac}&product_key=${productKey}`;
  const head = [
    'POST /dev/devices HTTP/1.1',
    `Host: ${server.hostName}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/x-www-form-urlencoded',
  ];
  const answer = await exchangeBootstrap(server, { head, body }, signal);
  requireStatus(answer, 201, 'registration');
  const did = /did=([0-9A-Za-z]{22})/.exec(answer.body)?.[1];
  if (did === undefined) throw new Error(`registration was answered without a did: ${answer.body}`);
  return did;
}

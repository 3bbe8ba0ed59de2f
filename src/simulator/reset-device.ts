import { type BootstrapServer, exchangeBootstrap, requireStatus } from './bootstrap-exchange.ts';

/** `DELETE /dev/devices`: a factory reset gives up the old did (device-cloud.md §4.2). */
export async function resetDevice(
  server: BootstrapServer,
  { did, passcode }: { did: string; passcode: string },
  signal?: AbortSignal,
): Promise<void> {
  const body = `did=${did}&passcode=${passcode}`;
  const head = [
    'DELETE /dev/devices HTTP/1.1',
    `Host: ${server.hostName}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/x-www-form-urlencoded',
  ];
  requireStatus(await exchangeBootstrap(server, { head, body }, signal), 200, 'the reset');
}

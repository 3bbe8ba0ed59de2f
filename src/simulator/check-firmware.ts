import type { FirmwareType } from '../codec/server-message.ts';
import { type BootstrapServer, exchangeBootstrap } from './bootstrap-exchange.ts';

export interface FirmwareCheck {
  readonly did: string;
  readonly passcode: string;
  readonly type: FirmwareType;
}

/** `POST /dev/ota/v4.1/update_and_check/<did>`: resolves to whether there is an update (device-cloud.md §4.2). */
export async function checkFirmware(
  server: BootstrapServer,
  { did, passcode, type }: FirmwareCheck,
  signal?: AbortSignal,
): Promise<boolean> {
  const body = `passcode=${passcode}&type=${type}&hard_version=000LINUX&soft_version=04020006`;
  // This request alone has no blanks after the colons.
  const head = [
    `POST /dev/ota/v4.1/update_and_check/${did} HTTP/1.1`,
    `Host:${server.hostName}`,
    `Content-Length:${body.length}`,
    'Content-Type:application/x-www-form-urlencoded',
  ];
  const { status } = await exchangeBootstrap(server, { head, body }, signal);
  return status === 200;
}

import { decryptForm, encryptForm, secretFormKey } from '../codec/secret-form.ts';
import { type BootstrapServer, exchangeBootstrap, requireStatus } from './bootstrap-exchange.ts';
import type { DeviceRegistration } from './register-device.ts';

export interface EncryptedRegistration extends DeviceRegistration {
  readonly productSecret: string;
}

/** `POST /dev/<product_key>/device`: makes the device known and resolves to its did (device-cloud.md §4.3). */
export async function registerEncrypted(
  server: BootstrapServer,
  { productKey, productSecret, mac, passcode }: EncryptedRegistration,
  signal?: AbortSignal,
): Promise<string> {
  const key = secretFormKey(productSecret);
  const body = `data=${encryptForm(key, `mac=${mac.toLowerCase()}&passcode=${passcode}&type=normal`)}`;
  const head = [
    `POST /dev/${productKey}/device HTTP/1.1`,
    `Host: ${server.hostName}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/x-www-form-urlencoded',
  ];
  const answer = await exchangeBootstrap(server, { head, body }, signal);
  requireStatus(answer, 201, 'encrypted registration');
  const did = /^did=([0-9A-Za-z]{22})$/.exec(decryptForm(key, answer.body) ?? '')?.[1];
  if (did === undefined) throw new Error(`encrypted registration was answered without a did: ${answer.body}`);
  return did;
}

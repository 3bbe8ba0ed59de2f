import { decryptForm, encryptForm, secretFormKey } from '../codec/secret-form.ts';
import { type BootstrapServer, exchangeBootstrap, requireStatus } from './bootstrap-exchange.ts';
import { readMqttAddress } from './provision-device.ts';
import type { ServerAddress } from './server-address.ts';

export interface EncryptedDevice {
  readonly did: string;
  readonly productKey: string;
  readonly productSecret: string;
}

/** `GET /dev/<product_key>/device?did=`: where the device's MQTT server is (device-cloud.md §4.3). */
export async function provisionEncrypted(
  server: BootstrapServer,
  { did, productKey, productSecret }: EncryptedDevice,
  signal?: AbortSignal,
): Promise<ServerAddress> {
  const key = secretFormKey(productSecret);
  const head = [
    `GET /dev/${productKey}/device?did=${encryptForm(key, did)} HTTP/1.1`,
    `Host: ${server.hostName}`,
  ];
  const answer = await exchangeBootstrap(server, { head }, signal);
  requireStatus(answer, 200, 'encrypted provisioning');
  return readMqttAddress(server, decryptForm(key, answer.body) ?? '');
}

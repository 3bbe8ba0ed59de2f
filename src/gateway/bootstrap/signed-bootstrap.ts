import type { FastifyInstance } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerErrorForm } from './error-form.ts';
import { acceptTexts } from './form-body.ts';
import { answerNoUpdate } from './no-update.ts';
import { signedAddress } from './signed-address.ts';

/** What the newest modules ask, under `/v2`, each request signed with the passcode (device-cloud.md §4.4). */
export async function signedBootstrap(app: FastifyInstance, options: BootstrapOptions): Promise<void> {
  await app.register(
    async (v2) => {
      // As it came: it is signed.
      acceptTexts(v2, (body) => body);
      v2.setErrorHandler(answerErrorForm);
      v2.setNotFoundHandler(async () => {
        throw new QiyunError('5002', { status: 404, detail: 'path: not served here' });
      });
      signedAddress(v2, options);
      v2.put('/devices/:did/firmwares', answerNoUpdate);
      // Signed with the secret that all modules of a product carry: it must not stand for one of them.
      v2.post('/products/:productKey/devices/:mac/network', async () => {
        throw new QiyunError('5018', { detail: 'mac: a device needs a key of its own' });
      });
    },
    { prefix: '/v2' },
  );
}

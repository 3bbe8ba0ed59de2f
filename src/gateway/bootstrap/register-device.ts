import type { FastifyInstance } from 'fastify';
import { macPattern, passcodePattern } from '../../model/identifiers.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';
import { formField } from './form-body.ts';

/** `POST /dev/devices`, form passcode, mac, product_key: 201 `did=<22 characters>` (device-cloud.md §4.2). */
export function registerDevice(app: FastifyInstance, { registrar }: BootstrapOptions): void {
  app.post('/devices', async ({ body, ip }, reply) => {
    const did = await registrar.register({
      passcode: formField(body, 'passcode', passcodePattern),
      mac: formField(body, 'mac', macPattern),
      productKey: formField(body, 'product_key'),
      clientAddress: ip,
    });
    answerForm(reply, { status: 201, body: `did=${did}` });
  });
}

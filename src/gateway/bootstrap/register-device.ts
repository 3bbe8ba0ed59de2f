import type { FastifyInstance } from 'fastify';
import { invalidField } from '../../model/errors.ts';
import { isUnknownMac, macPattern, normalizeMac, passcodePattern } from '../../model/identifiers.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';
import { formField } from './form-body.ts';

/** `POST /dev/devices`, form passcode, mac, product_key: 201 `did=<22 characters>` (device-cloud.md §4.2). */
export function registerDevice(app: FastifyInstance, { registrar }: BootstrapOptions): void {
  app.post('/devices', async ({ body, ip }, reply) => {
    const did = await registrar.register({
      passcode: formField(body, 'passcode', passcodePattern),
      mac: macField(body),
      productKey: formField(body, 'product_key'),
      clientAddress: ip,
    });
    answerForm(reply, { status: 201, body: `did=${did}` });
  });
}

/** @throws QiyunError 5002 also for what stands in place of a mac: it says a did, and would register as that device */
function macField(body: unknown): string {
  const mac = formField(body, 'mac', macPattern);
  if (isUnknownMac(normalizeMac(mac))) throw invalidField('mac', 'not well-formed');
  return mac;
}

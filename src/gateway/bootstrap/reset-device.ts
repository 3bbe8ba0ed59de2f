import type { FastifyInstance } from 'fastify';
import { didPattern, passcodePattern } from '../../model/identifiers.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';
import { formField } from './form-body.ts';

/** `DELETE /dev/devices`, form did, passcode: 200, the first thing after a factory reset (device-cloud.md §4.2). */
export function resetDevice(app: FastifyInstance, { registrar }: BootstrapOptions): void {
  app.delete('/devices', async ({ body, ip }, reply) => {
    await registrar.reset({
      did: formField(body, 'did', didPattern),
      passcode: formField(body, 'passcode', passcodePattern),
      clientAddress: ip,
    });
    answerForm(reply, { status: 200, body: '' });
  });
}

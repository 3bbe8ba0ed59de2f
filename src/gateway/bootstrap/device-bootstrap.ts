import type { FastifyInstance } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerErrorForm } from './error-form.ts';
import { acceptForms } from './form-body.ts';
import { otaLatest } from './ota-latest.ts';
import { otaTargetFid } from './ota-target-fid.ts';
import { otaUpdateAndCheck } from './ota-update-and-check.ts';
import { provisionDevice } from './provision-device.ts';
import { provisionEncrypted } from './provision-encrypted.ts';
import { registerDevice } from './register-device.ts';
import { registerEncrypted } from './register-encrypted.ts';
import { resetDevice } from './reset-device.ts';

/**
 * Everything a module asks over HTTP before and beside its MQTT session, under `/dev` (device-cloud.md §4.2, §4.3):
 * `app.register(deviceBootstrap, options)`. It brings its own body parser and error answers.
 */
export async function deviceBootstrap(app: FastifyInstance, options: BootstrapOptions): Promise<void> {
  await app.register(
    async (dev) => {
      acceptForms(dev);
      dev.setErrorHandler(answerErrorForm);
      dev.setNotFoundHandler(async () => {
        throw new QiyunError('5002', { status: 404, detail: 'path: not served here' });
      });
      registerDevice(dev, options);
      provisionDevice(dev, options);
      registerEncrypted(dev, options);
      provisionEncrypted(dev, options);
      resetDevice(dev, options);
      otaUpdateAndCheck(dev);
      otaLatest(dev);
      otaTargetFid(dev);
    },
    { prefix: '/dev' },
  );
}

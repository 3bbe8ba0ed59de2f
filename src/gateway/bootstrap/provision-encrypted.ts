import type { FastifyInstance } from 'fastify';
import { decryptForm, encryptForm } from '../../codec/secret-form.ts';
import { QiyunError } from '../../model/errors.ts';
import { isDid } from '../../model/identifiers.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';
import { formField } from './form-body.ts';
import { mqttAddress } from './mqtt-address.ts';

interface Route {
  Params: { productKey: string };
  Querystring: Record<string, string>;
}

/**
 * `GET /dev/{product_key}/device?did=…`, the did encrypted: 200 with where MQTT is, encrypted likewise (device-cloud.md
 * §4.3). Modules have room for 256 bytes, so the answer says no more than they read.
 */
export function provisionEncrypted(app: FastifyInstance, options: BootstrapOptions): void {
  const { registrar, clock } = options;
  app.get<Route>('/:productKey/device', async (request, reply) => {
    const { productKey } = request.params;
    const key = registrar.encryptionKey(productKey);
    const did = decryptForm(key, formField(new URLSearchParams(request.query), 'did'));
    if (did === undefined || !isDid(did)) throw await registrar.undecipherable('did', request.ip);
    if (!(await registrar.isOfProduct(did, productKey))) throw new QiyunError('5301');
    const { host, port } = mqttAddress(request, options);
    const address = `host=${host}&port=${port}&server_ts=${Math.floor(clock() / 1000)}&`;
    answerForm(reply, { status: 200, body: encryptForm(key, address) });
  });
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';
import { mqttAddress } from './mqtt-address.ts';
import { readSignature } from './read-signature.ts';

interface Route {
  Params: { did: string };
}

/**
 * `GET /v2/devices/{did}/bootstrap` and `POST /v2/devices/{did}/network`: 200 with where MQTT is. A device that is set up
 * anew, `is_reset=1`, loses its bindings (device-cloud.md §4.4).
 */
export function signedAddress(app: FastifyInstance, options: BootstrapOptions): void {
  const { registrar } = options;
  app.get<Route>('/devices/:did/bootstrap', async (request, reply) => {
    const { did } = request.params;
    await registrar.requireSignature(did, readSignature(request));
    answerForm(reply, { status: 200, body: addressForm(request, did, options) });
  });
  app.post<Route>('/devices/:did/network', async (request, reply) => {
    const { did } = request.params;
    const signature = readSignature(request);
    const isReset = new URLSearchParams(signature.posted?.body).get('is_reset') === '1';
    if (isReset) await registrar.resetSigned(did, signature);
    else await registrar.requireSignature(did, signature);
    answerForm(reply, { status: 200, body: addressForm(request, did, options) });
  });
}

/** What the last but one and the one before mean is not known; 0 is taken for nothing special. */
function addressForm(request: FastifyRequest, did: string, options: BootstrapOptions): string {
  const { host, port } = mqttAddress(request, options);
  return `address=${host}&port=${port}&restart_time=0&tz_offset=0&device_id=${did}`;
}

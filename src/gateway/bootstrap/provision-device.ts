import type { FastifyInstance } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import { isDid } from '../../model/identifiers.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';
import { mqttAddress } from './mqtt-address.ts';

/** The vendor's. Nothing listens there, and log_enable=0 says so; but it is a port, for whoever parses it anyhow. */
const logPort = 1884;

/**
 * `GET /dev/devices/{did}`: 200 with the address of the MQTT listener and the time in seconds. Modules ask when they
 * start and once an hour to set their clock. host, port and server_ts must each be followed by `&`, or the module's
 * parser runs off (device-cloud.md §4.2).
 */
export function provisionDevice(app: FastifyInstance, options: BootstrapOptions): void {
  const { registrar, clock } = options;
  app.get<{ Params: { did: string } }>('/devices/:did', async (request, reply) => {
    const { did } = request.params;
    if (!isDid(did) || !(await registrar.isExpected(did))) throw new QiyunError('5301');
    const { host, port } = mqttAddress(request, options);
    const address = `host=${host}&port=${port}&server_ts=${Math.floor(clock() / 1000)}`;
    const log = `log_host=${host}&log_port=${logPort}&log_enable=0`;
    answerForm(reply, { status: 200, body: `${address}&${log}&` });
  });
}

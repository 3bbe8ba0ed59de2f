import type { FastifyInstance, FastifyRequest } from 'fastify';
import { askedHost } from '../../model/asked-host.ts';
import { QiyunError } from '../../model/errors.ts';
import { didPattern } from '../../model/identifiers.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';

const wellFormedDid = new RegExp(didPattern);
/** The vendor's. Nothing listens there, and log_enable=0 says so; but it is a port, for whoever parses it anyhow. */
const logPort = 1884;

/**
 * `GET /dev/devices/{did}`: 200 with the address of the MQTT listener and the time in seconds. Modules ask when they
 * start and once an hour to set their clock. host, port and server_ts must each be followed by `&`, or the module's
 * parser runs off (device-cloud.md §4.2).
 */
export function provisionDevice(app: FastifyInstance, options: BootstrapOptions): void {
  const { registrar, publicHost, clock } = options;
  app.get<{ Params: { did: string } }>('/devices/:did', async (request, reply) => {
    const { did } = request.params;
    if (!wellFormedDid.test(did) || !(await registrar.isExpected(did))) throw new QiyunError('5301');
    const host = publicHost ?? askedHost(request.headers.host);
    const address = `host=${host}&port=${portFor(request, options)}&server_ts=${Math.floor(clock() / 1000)}`;
    const log = `log_host=${host}&log_port=${logPort}&log_enable=0`;
    answerForm(reply, { status: 200, body: `${address}&${log}&` });
  });
}

/** Who asks over TLS is sent to TLS. */
function portFor({ protocol }: FastifyRequest, { mqttPort, mqttsPort }: BootstrapOptions): number {
  return (protocol === 'https' ? mqttsPort() : undefined) ?? mqttPort();
}

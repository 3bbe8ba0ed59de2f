import type { FastifyInstance } from 'fastify';
import { answerNoUpdate } from './no-update.ts';

/** `POST /dev/ota/v4.1/update_and_check/{did}`: modules of GAgent 4.x ask for newer firmware, first Wi-Fi, then MCU. */
export function otaUpdateAndCheck(app: FastifyInstance): void {
  app.post('/ota/v4.1/update_and_check/:did', answerNoUpdate);
}

import type { FastifyInstance } from 'fastify';
import { answerNoUpdate } from './no-update.ts';

/** `GET /dev/ota/v4.1/latest`: modules ask for the newest firmware of their product. */
export function otaLatest(app: FastifyInstance): void {
  app.get('/ota/v4.1/latest', answerNoUpdate);
}

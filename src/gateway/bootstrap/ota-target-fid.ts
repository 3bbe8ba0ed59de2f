import type { FastifyInstance } from 'fastify';
import { answerNoUpdate } from './no-update.ts';

/** `GET /dev/ota/target_fid`: older modules ask which firmware they should have. */
export function otaTargetFid(app: FastifyInstance): void {
  app.get('/ota/target_fid', answerNoUpdate);
}

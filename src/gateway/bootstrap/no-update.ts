import type { FastifyReply } from 'fastify';
import { answerForm } from './form-answer.ts';

/** Anything but 200 tells a module that its firmware is the newest (device-cloud.md §4.2). */
export async function answerNoUpdate(_request: unknown, reply: FastifyReply): Promise<void> {
  answerForm(reply, { status: 404, body: 'no update' });
}

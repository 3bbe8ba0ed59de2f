import { endpoint } from '../endpoint.ts';
import { consoleCaller } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { sessionAnswer, toSessionAnswer } from './session-answer.ts';

const schema = { summary: 'Shows who one is', response: { 200: sessionAnswer } };

export const showSessionEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async (_call, request) => toSessionAnswer(services, consoleCaller(request)));

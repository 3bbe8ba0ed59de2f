import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Logs go to standard error, one JSON line each; standard output is for the operator and for programs that start us. */
export function createLogger({ logLevel }: Config): Logger {
  return pino({ level: logLevel }, pino.destination({ fd: 2, sync: true }));
}

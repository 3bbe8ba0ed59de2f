import { QiyunError } from './model/errors.ts';

/** A stop that takes longer than this is cut: what was acknowledged is on disk, whatever happens. */
const maxStopMs = 20_000;

/** On SIGTERM and SIGINT stops and ends the process with code 0, or 1 when that fails. Further signals change nothing. */
export function endOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), maxStopMs).unref();
    stop().then(() => process.exit(0), endWithError);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

/** Tells the operator why and ends the process with code 1. */
export function endWithError(error: unknown): void {
  process.stderr.write(`Qiyun cannot run: ${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (error instanceof QiyunError) return error.detail || error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

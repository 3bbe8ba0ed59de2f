import { once } from 'node:events';
import { QiyunError } from './model/errors.ts';

/** What runs until the process is told to end. */
export interface Running {
  /** Resolves when whoever sends it requests has had time to notice that it is about to stop. */
  retire(): Promise<void>;
  stop(): Promise<void>;
}

/** A stop that takes longer than this is cut: what was acknowledged is on disk, whatever happens. */
const maxStopMs = 20_000;

/**
 * Runs a program until SIGTERM or SIGINT. They end it with code 0, also while it starts; with 1 when stopping fails or
 * takes too long. Further signals change nothing. An error of the start ends it with code 1.
 *
 * @param start rejects with the signal's reason when that aborts; resolves to undefined when there is nothing to run
 */
export function runUntilSignal(start: (stopping: AbortSignal) => Promise<Running | undefined>): void {
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => stopping.abort());
  run(start, signal).catch((error: unknown) => {
    if (signal.aborted && error === signal.reason) process.exit(0);
    endWithError(error);
  });
}

async function run(start: Parameters<typeof runUntilSignal>[0], stopping: AbortSignal): Promise<void> {
  stopping.addEventListener('abort', cutWhenLate);
  const running = await start(stopping);
  stopping.removeEventListener('abort', cutWhenLate);
  if (!running) return;
  if (!stopping.aborted) await once(stopping, 'abort');
  await running.retire();
  cutWhenLate();
  await running.stop();
  process.exit(0);
}

function cutWhenLate(): void {
  setTimeout(() => process.exit(1), maxStopMs).unref();
}

/** Tells the operator why and ends the process with code 1. */
export function endWithError(error: unknown): never {
  process.stderr.write(`Qiyun cannot run: ${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (error instanceof QiyunError) return error.detail || error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

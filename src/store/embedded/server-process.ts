import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { QiyunError } from '../../model/errors.ts';
import { OutputTail } from './output-tail.ts';
import type { Command } from './run-command.ts';

/** How the server process ended, and what it last wrote to its standard error. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly lastOutput: string;
}

export interface ServerProcess {
  readonly processId: number;
  /** Resolves when the process ends, for whatever reason. */
  readonly exited: Promise<ServerExit>;
  /** Fast shutdown, then immediate, then the kill that cannot be refused; resolves when it is down. */
  stop(): Promise<void>;
}

/** PostgreSQL's shutdown modes by signal, and how long each may take before the next. */
const shutdownSteps = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const;

/** Backends left without their postmaster keep its standard error open a moment longer. */
const lastOutputPatienceMs = 500;

const readyMessage = 'database system is ready to accept connections';

/**
 * Starts `postgres` in a session of its own, so that a terminal's Ctrl-C does not reach it, and resolves when
 * it accepts connections. That may take long after a crash: it replays its log first. Throws a QiyunError with
 * its last words when it ends before.
 */
export async function startServerProcess(command: Command): Promise<ServerProcess> {
  const { argv, ...options } = command;
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    ...options,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const tail = new OutputTail(8_192);
  const exited = watchExit(child, tail);
  const ready = watchOutput(child, tail);
  const early = await Promise.race([ready, exited]);
  if (early !== undefined) throw startError(early);
  return { processId: child.pid!, exited, stop: () => stopProcess(child, exited) };
}

/** Resolves when the process has said that it is ready. */
function watchOutput(child: ChildProcess, tail: OutputTail): Promise<void> {
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve) => {
    child.stderr!.on('data', (chunk: Buffer) => {
      tail.add(decoder.write(chunk));
      if (tail.text.includes(readyMessage)) resolve();
    });
  });
}

function watchExit(child: ChildProcess, tail: OutputTail): Promise<ServerExit> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', async (code, signal) => {
      await Promise.race([closed, delay(lastOutputPatienceMs)]);
      resolve({ code, signal, lastOutput: tail.text });
    });
  });
}

function startError({ code, signal, lastOutput }: ServerExit): QiyunError {
  return new QiyunError('5409', {
    detail: `the embedded PostgreSQL did not start (${signal ?? `exit ${code}`}): ${lastOutput}`,
  });
}

async function stopProcess(child: ChildProcess, exited: Promise<ServerExit>): Promise<void> {
  for (const { signal, patienceMs } of shutdownSteps) {
    child.kill(signal);
    const timer = new AbortController();
    const ended = await Promise.race([exited, delay(patienceMs, undefined, { signal: timer.signal })]);
    timer.abort();
    if (ended !== undefined) return;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
  /** Resolves when the server accepts connections; rejects with its last words once it has ended before. */
  readonly ready: Promise<void>;
  /** Resolves when it is down; throws a QiyunError when it is not after 40 s. */
  stop(): Promise<void>;
}

export interface ServerProcessOptions extends Command {
  /** Receives all that the server writes to its standard error. */
  readonly onOutput: (chunk: Buffer) => void;
}

/** PostgreSQL's shutdowns by signal, and how long each may take: fast, immediate, and the kernel's. */
const shutdownSteps = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const;

const lastOutputLimitChars = 8_192;

/** Backends left without their postmaster keep its standard error open a moment longer. */
const lastOutputPatienceMs = 500;

/** Of a server, and of a standby. */
const readyMessage = /database system is ready to accept (read-only )?connections/;

/**
 * Starts `postgres` in a session of its own, so that a terminal's Ctrl-C does not reach it. How long it takes to
 * be ready has no bound: after a crash it replays its log first.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { argv, onOutput, ...credentials } = options;
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    ...credentials,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await once(child, 'spawn');
  const tail = new OutputTail(lastOutputLimitChars);
  const announced = watchOutput(child, { tail, onOutput });
  const exited = watchExit(child, tail);
  const failed = exited.then((exit) => Promise.reject(startError(exit)));
  return {
    processId: child.pid!,
    exited,
    ready: Promise.race([announced, failed]),
    stop: () => stopProcess(child, exited),
  };
}

interface OutputWatch {
  readonly tail: OutputTail;
  readonly onOutput: (chunk: Buffer) => void;
}

/** Resolves when the process has said that it is ready. */
function watchOutput(child: ChildProcess, { tail, onOutput }: OutputWatch): Promise<void> {
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      onOutput(chunk);
      tail.add(decoder.write(chunk));
      if (readyMessage.test(tail.text)) resolve();
    });
  });
}

function watchExit(child: ChildProcess, tail: OutputTail): Promise<ServerExit> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  return new Promise((resolve) => {
    child.once('exit', async (code, signal) => {
      await Promise.race([closed, delay(lastOutputPatienceMs, undefined, { ref: false })]);
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
  const down = exited.then(() => true);
  for (const { signal, patienceMs } of shutdownSteps) {
    child.kill(signal);
    if (await Promise.race([down, delay(patienceMs, false, { ref: false })])) return;
  }
  throw new QiyunError('5409', { detail: `PostgreSQL (process ${child.pid}) cannot be stopped` });
}

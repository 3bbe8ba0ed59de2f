import { spawn } from 'node:child_process';

/** A program to run: argv with the program first, and the credentials and environment to run it with. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Set only by root: the ids to change to before the program starts. */
  readonly uid?: number;
  readonly gid?: number;
}

/** How a program ended and all it wrote to its standard output and error, in the order it came. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end, in a session of its own; rejects only when it cannot be started at all. */
export function runCommand({ argv: [program, ...args], ...options }: Command): Promise<CommandResult> {
  const child = spawn(program, args, {
    ...options,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

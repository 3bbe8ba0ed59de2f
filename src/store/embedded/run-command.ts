import { spawn } from 'node:child_process';

/** A program to run, and the credentials and environment to run it with. */
export interface Command {
  /** The program first. */
  readonly argv: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Set only by root: the ids to change to before the program starts. */
  readonly uid?: number;
  readonly gid?: number;
}

export interface RunOptions extends Command {
  /** An open file the program finds as its descriptor 3. */
  readonly inheritedFd?: number;
}

/** How a program ended and all it wrote to its standard output and error, in the order it came. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end, in a session of its own; rejects only when it cannot be started at all. */
export function runCommand({ argv, inheritedFd, ...options }: RunOptions): Promise<CommandResult> {
  const [program, ...args] = argv;
  const stdio = ['ignore', 'pipe', 'pipe', inheritedFd ?? 'ignore'] as const;
  const child = spawn(program, args, { ...options, cwd: '/', detached: true, stdio: [...stdio] });
  let output = '';
  const collect = (chunk: string): void => {
    output += chunk;
  };
  child.stdout?.setEncoding('utf8').on('data', collect);
  child.stderr?.setEncoding('utf8').on('data', collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

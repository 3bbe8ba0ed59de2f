import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds that Node.js takes to start, run an empty program and end. */
export async function timeBareNode(): Promise<number> {
  const startedMs = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - startedMs;
}

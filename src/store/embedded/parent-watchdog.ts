import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Shuts the server down when this process ends without having done so, even by `kill -9`. */
export interface ParentWatchdog {
  guard(serverProcessId: number): void;
  /** To be called once the server is down, before its process id is another's. */
  dismiss(): void;
}

/**
 * Reads the server's process id, then waits for the end of its standard input, a pipe that ends with us. What a
 * terminal or service manager sends to all processes it ignores: it has to outlive us. SIGINT is PostgreSQL's
 * fast shutdown.
 */
const script = 'trap "" HUP INT TERM; read -r server && { read -r _; kill -INT "$server"; }';

/** Starts the watchdog, a small shell in a session of its own, without a server to guard yet. */
export async function startParentWatchdog(): Promise<ParentWatchdog> {
  const child = spawn('sh', ['-c', script], {
    cwd: '/',
    // It needs none of the secrets among the settings.
    env: { PATH: process.env.PATH },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  // Somebody may have killed it: then the next start ends what we leave behind.
  child.stdin.on('error', () => {});
  return {
    guard: (serverProcessId) => child.stdin.write(`${serverProcessId}\n`),
    dismiss: () => child.kill('SIGKILL'),
  };
}

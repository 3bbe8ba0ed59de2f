import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads the process group of each server that is started on the folder and waits for the end of its standard input, which
 * ends with the test's process however that ends. A process id is used only while it is seen to be PostgreSQL's, on
 * this folder.
 */
const script = `
trap "" HUP INT TERM
server=
while read -r line; do server=$line; done
[ "$server" ] && kill -9 "-$server"
cluster=$0/postgres/cluster
postmaster=$(head -n 1 "$cluster/postmaster.pid")
[ "$postmaster" ] && ps -o command= -p "$postmaster" | grep -qF "$cluster" && kill -9 "$postmaster"
turn=0
until rm -rf "$0" || [ $turn -eq 100 ]; do sleep 0.1; turn=$((turn + 1)); done
`;

/** A small shell that removes a data folder, and who still works there, when it is told to or the test run is killed. */
export class FolderGuardian {
  readonly #shell: ChildProcess;

  constructor(folder: string) {
    this.#shell = spawn('sh', ['-c', script, folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#shell.stdin!.on('error', () => {});
  }

  /** The process group of the server that runs now; undefined when it has ended. */
  watch(processGroup: number | undefined): void {
    this.#shell.stdin!.write(`${processGroup ?? ''}\n`);
  }

  async clear(): Promise<void> {
    if (this.#shell.exitCode !== null) return;
    this.#shell.stdin!.end();
    await once(this.#shell, 'exit');
  }
}

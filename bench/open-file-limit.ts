import { readFileSync } from 'node:fs';

/** Beside its connections a process has its listeners, its database connections and what Node.js opens. */
const otherFiles = 200;

/**
 * Throws and says what to do when this process, and the servers it starts, cannot have that many connections. Node.js
 * has already raised its soft limit to the hard one.
 */
export function requireOpenFiles(connections: number): void {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const hardLimit = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
  if (hardLimit === undefined || hardLimit === 'unlimited') return;
  if (Number(hardLimit) >= connections + otherFiles) return;
  throw new Error(
    `${connections} connections need ${connections + otherFiles} open files and the limit is ${hardLimit}: ` +
      `as root \`ulimit -Hn 65536; ulimit -n 65536\`, or LimitNOFILE= in a systemd unit, or fewer --devices`,
  );
}

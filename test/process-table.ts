import { spawnSync } from 'node:child_process';
import type { ServerProcess } from './server-process.ts';

/** Process ids of the further processes of the server that run now. */
export function workerProcessIds(server: ServerProcess): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [processId, parentId] = line.trim().split(/\s+/, 2).map(Number);
    const isWorker = parentId === server.processId && line.includes('worker.js');
    return isWorker ? [processId!] : [];
  });
}

/** Whether there is such a process, ended ones that nobody has asked for left out. */
export function isRunning(processId: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(processId)], { encoding: 'utf8' });
  return stdout !== '' && !stdout.startsWith('Z');
}

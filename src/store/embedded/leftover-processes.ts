import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { QiyunError } from '../../model/errors.ts';
import { runCommand } from './run-command.ts';

interface Leftovers {
  readonly all: readonly number[];
  /** The postmaster, which ends the others when it ends; undefined when it is gone. */
  readonly postmaster: number | undefined;
}

/** What to send, to whom, and how long to wait for all to end before the next. */
const endingSteps = [
  { signal: 'SIGINT', onlyPostmaster: true, patienceMs: 30_000 },
  { signal: 'SIGQUIT', onlyPostmaster: false, patienceMs: 5_000 },
  { signal: 'SIGKILL', onlyPostmaster: false, patienceMs: 5_000 },
] as const;

const pollIntervalMs = 20;

/**
 * Ends what an earlier server that was killed has left running on the cluster, and removes its
 * postmaster.pid: once nobody works there, the process id in it can only be taken by a stranger, which
 * PostgreSQL would mistake for a running server. Only the holder of the data folder's lock may call it. Throws
 * a QiyunError naming the processes that do not end.
 */
export async function endLeftovers(cluster: string): Promise<void> {
  let leftovers = await findLeftovers(cluster);
  for (const { signal, onlyPostmaster, patienceMs } of endingSteps) {
    const { all, postmaster } = leftovers;
    const targets = onlyPostmaster ? all.filter((pid) => pid === postmaster) : all;
    for (const pid of targets) signalProcess(pid, signal);
    if (targets.length > 0) leftovers = await waitForEnd(cluster, patienceMs);
  }
  if (leftovers.all.length > 0) {
    throw new QiyunError('5409', {
      detail: `processes ${leftovers.all.join(', ')} still work in ${cluster} and cannot be ended`,
    });
  }
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}

async function waitForEnd(cluster: string, patienceMs: number): Promise<Leftovers> {
  const deadline = performance.now() + patienceMs;
  let leftovers = await findLeftovers(cluster);
  while (leftovers.all.length > 0 && performance.now() < deadline) {
    await delay(pollIntervalMs);
    leftovers = await findLeftovers(cluster);
  }
  return leftovers;
}

async function findLeftovers(cluster: string): Promise<Leftovers> {
  const recorded = await readPostmasterId(cluster);
  const all =
    process.platform === 'linux' ? await findByWorkingFolder(cluster) : await findRecorded(recorded);
  return { all, postmaster: all.find((pid) => pid === recorded) };
}

/** The first line of postmaster.pid; undefined when there is no such file. */
async function readPostmasterId(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isNaN(pid) ? undefined : pid;
}

/** Every process of PostgreSQL has its cluster as working folder: Linux shows it, and who that is not. */
async function findByWorkingFolder(cluster: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const matches = await Promise.all(pids.map((pid) => worksIn(pid, cluster)));
  return pids.filter((_, index) => matches[index]);
}

async function worksIn(pid: number, cluster: string): Promise<boolean> {
  try {
    const [folder, program] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/exe`)]);
    return folder === cluster && /^postgres\b/.test(basename(program));
  } catch {
    return false; // it has ended, or is another user's
  }
}

/** Elsewhere only the postmaster can be told, by its name. */
async function findRecorded(recorded: number | undefined): Promise<number[]> {
  if (recorded === undefined) return [];
  const argv = ['ps', '-o', 'comm=', '-p', String(recorded)] as const;
  const { output } = await runCommand({ argv, env: process.env });
  return basename(output.trim()) === 'postgres' ? [recorded] : [];
}

/** Nothing happens when it has ended already. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

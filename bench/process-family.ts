import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's clock tick, which /proc counts processor time in. */
const ticksPerSecond = 100;

/** A process with its children, theirs, and so on; Linux only. */
export function familyOf(processId: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = Number(statOf(name)?.[1]);
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [processId];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}

/** Whether the process runs Node.js. */
export function isNode(processId: number): boolean {
  return readIfThere(`/proc/${processId}/comm`).startsWith('node');
}

/** Processor time so far, with that of children that have ended. */
export function processorSeconds(processIds: readonly number[]): number {
  return sumOf(processIds, (id) => {
    const [user, system, childrenUser, childrenSystem] = statOf(id)?.slice(11, 15).map(Number) ?? [];
    return ((user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0)) / ticksPerSecond;
  });
}

/** Memory in use; what several processes share counts once. */
export function memoryBytes(processIds: readonly number[]): number {
  return sumOf(processIds, (id) => {
    const text = readIfThere(`/proc/${id}/smaps_rollup`);
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  });
}

/** The fields of /proc/<id>/stat from the state on; undefined when there is no such process. */
function statOf(id: number | string): string[] | undefined {
  if (!/^\d+$/.test(String(id))) return undefined;
  const text = readIfThere(`/proc/${id}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function sumOf(processIds: readonly number[], amountOf: (processId: number) => number): number {
  return processIds.reduce((sum, id) => sum + amountOf(id), 0);
}

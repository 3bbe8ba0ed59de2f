import { invalidField } from '../../model/errors.ts';

/** Where a page of a log ends that is read from its newest entry on. */
export interface LogCursor {
  readonly atMs: number;
  readonly seq: number;
  /** Of entries that may have time and sequence number in common. */
  readonly name: string;
}

const syntax = /^(\d{1,15})-(\d{1,16})-(.*)$/s;

/** As callers are given it, to ask with it for what is older. */
export function cursorText({ atMs, seq, name }: LogCursor): string {
  return `${atMs}-${seq}-${name}`;
}

/** Where to read on: behind what the caller has seen, or from the end of the period. @throws QiyunError 5002 */
export function cursorOf(before: string | undefined, endMs: number): LogCursor {
  const end = { atMs: endMs, seq: 0, name: '' };
  if (before === undefined) return end;
  const [, atMs, seq, name] = syntax.exec(before) ?? [];
  if (name === undefined) throw invalidField('before', 'must be as it was answered');
  return Number(atMs) < endMs ? { atMs: Number(atMs), seq: Number(seq), name } : end;
}

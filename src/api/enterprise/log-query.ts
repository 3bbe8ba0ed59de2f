import { type Static, Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import type { LogWindow } from '../../store/log-window.ts';
import { lastSecond } from '../last-second.ts';
import { pagingQuery } from '../paging.ts';

const longestS = 2 * 86_400;
const second = Type.Integer({ minimum: 0, maximum: lastSecond });

/** Parameters of the three logs of a device (contract.md §5). */
export const logQuery = Type.Object({
  start_ts: Type.Optional(second),
  end_ts: Type.Optional(second),
  sort: Type.Enum(['asc', 'desc'], { default: 'desc' }),
  ...pagingQuery,
});

/** @throws QiyunError 5002 for a window longer than two days, or one that ends before it starts */
export function logWindowOf(query: Static<typeof logQuery>, deviceId: number, nowMs: number): LogWindow {
  const endS = query.end_ts ?? Math.floor(nowMs / 1000);
  const startS = query.start_ts ?? Math.max(0, endS - longestS);
  if (startS > endS) throw invalidField('start_ts', 'must not be after end_ts');
  if (endS - startS > longestS) throw invalidField('start_ts', 'must be at most 2 days before end_ts');
  const { sort, limit, skip } = query;
  return { deviceId, startS, endS, sort, limit, skip };
}

/** The address with the window spelled out: the links to other pages must not move on with the time. */
export function withWindow(url: string, { startS, endS }: LogWindow): string {
  const [path] = url.split('?', 1);
  const parameters = new URLSearchParams(url.slice(path!.length));
  parameters.set('start_ts', String(startS));
  parameters.set('end_ts', String(endS));
  return `${path}?${parameters}`;
}

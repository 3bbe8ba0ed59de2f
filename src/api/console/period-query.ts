import { type Static, Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import type { TimeSpan } from '../../store/time-span.ts';
import { lastSecond } from '../last-second.ts';

const second = { minimum: 0, maximum: lastSecond };

/** Parameters of what is asked for over a period. */
export const periodQuery = {
  start_time: Type.Optional(Type.Integer({ ...second, description: 'from this second since the epoch on' })),
  end_time: Type.Optional(
    Type.Integer({ ...second, description: 'before this second since the epoch; now when left out' }),
  ),
};

interface PeriodBounds {
  readonly nowMs: number;
  /** How long before the end it starts when that is left out. */
  readonly usualS: number;
  readonly longestS: number;
}

/** @throws QiyunError 5002 for a period that is too long, or ends before it starts */
export function periodOf(
  query: Static<ReturnType<typeof asObject>>,
  { nowMs, usualS, longestS }: PeriodBounds,
): TimeSpan {
  // The present second belongs to it.
  const endS = query.end_time ?? Math.floor(nowMs / 1000) + 1;
  const startS = query.start_time ?? Math.max(0, endS - usualS);
  if (startS >= endS) throw invalidField('start_time', 'must be before end_time');
  if (endS - startS > longestS)
    throw invalidField('start_time', `must be at most ${longestS / 86_400} days before end_time`);
  return { fromMs: startS * 1000, toMs: endS * 1000 };
}

const asObject = () => Type.Object(periodQuery);

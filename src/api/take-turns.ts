import { QiyunError } from '../model/errors.ts';
import type { Throttle } from '../model/throttle.ts';

export type Turn = readonly [throttle: Throttle, key: string];

/** What is thrown when there is no turn for so many seconds. */
export type Refusal = (retryAfterSeconds: number) => QiyunError;

/** Takes all of the turns, or none. */
export async function takeTurns(turns: readonly Turn[], refusal: Refusal): Promise<void> {
  for (const [index, [throttle, key]] of turns.entries()) {
    const retryAfterSeconds = await throttle.take(key);
    if (retryAfterSeconds === 0) continue;
    await giveBack(turns.slice(0, index));
    throw refusal(retryAfterSeconds);
  }
}

/** What must not be tried too often, and by which turns that is counted. */
export interface Guess<T> {
  readonly turns: readonly Turn[];
  readonly refusal: Refusal;
  /** Throws when it is wrong. */
  attempt(): Promise<T>;
}

/**
 * The turns are taken before anything is looked at: else many could guess at once. Only a wrong guess uses them up; neither a
 * right one does nor one that could not be looked at, as while the database is away.
 */
export async function guess<T>({ turns, refusal, attempt }: Guess<T>): Promise<T> {
  await takeTurns(turns, refusal);
  const result = await attempt().catch(async (error: unknown) => {
    if (!(error instanceof QiyunError) || error.status >= 500) await giveBack(turns);
    throw error;
  });
  await giveBack(turns);
  return result;
}

async function giveBack(turns: readonly Turn[]): Promise<void> {
  for (const [throttle, key] of turns) await throttle.giveBack(key);
}

import type { QiyunError } from '../model/errors.ts';
import type { Throttle } from '../model/throttle.ts';

export type Turn = readonly [throttle: Throttle, key: string];

/**
 * Takes all of the turns, or none; returns what gives them back.
 * @param refusal what is thrown when there is no turn for so many seconds
 */
export async function takeTurns(
  turns: readonly Turn[],
  refusal: (retryAfterSeconds: number) => QiyunError,
): Promise<() => Promise<void>> {
  for (const [index, [throttle, key]] of turns.entries()) {
    const retryAfterSeconds = await throttle.take(key);
    if (retryAfterSeconds === 0) continue;
    await giveBack(turns.slice(0, index));
    throw refusal(retryAfterSeconds);
  }
  return () => giveBack(turns);
}

async function giveBack(turns: readonly Turn[]): Promise<void> {
  for (const [throttle, key] of turns) await throttle.giveBack(key);
}

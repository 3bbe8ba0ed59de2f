import { beforeEach, describe, expect, it } from 'vitest';
import { QiyunError } from '../model/errors.ts';
import { createThrottles, type Throttles } from '../model/throttle.ts';
import { loginTurns } from './login-turns.ts';
import { guess, takeTurns } from './take-turns.ts';

const account = 'member/chang-e';
const hourMs = 3_600_000;

let nowMs: number;
let throttles: Throttles;

beforeEach(() => {
  nowMs = 0;
  throttles = createThrottles(() => nowMs);
});

/** Whether a password would have been looked at. Wrong ones give nothing back. */
async function attempt(address: string, whose = account): Promise<boolean> {
  const refusal = (retryAfterSeconds: number) => new QiyunError('5013', { retryAfterSeconds });
  const turns = loginTurns(throttles, { account: whose, address });
  return takeTurns(turns, refusal).then(
    () => true,
    () => false,
  );
}

async function countAllowed(attempts: number, addressOf: (attempt: number) => string): Promise<number> {
  let allowed = 0;
  for (let each = 0; each < attempts; each++) if (await attempt(addressOf(each))) allowed++;
  return allowed;
}

it('allows twenty wrong passwords of an account from one network, then one in half a minute', async () => {
  expect(await countAllowed(50, () => '192.0.2.1')).toBe(20);
  nowMs += 60_000;
  expect(await countAllowed(50, () => '192.0.2.1')).toBe(2);
});

it('lets the owner in whom somebody tries to keep out from one network, hour after hour', async () => {
  for (let hour = 0; hour < 24; hour++) {
    await countAllowed(300, () => '192.0.2.1');
    expect(await attempt('192.0.2.2')).toBe(true);
    nowMs += hourMs;
  }
});

it('allows two hundred from everywhere, then one in ten seconds', async () => {
  const addressOf = (each: number) => `198.51.${each >> 8}.${each & 255}`;
  expect(await countAllowed(400, addressOf)).toBe(200);
  nowMs += 60_000;
  expect(await countAllowed(50, addressOf)).toBe(6);
});

it('lets the owner in whom somebody tries to keep out from all networks of an IPv6 line', async () => {
  const addressOf = (each: number) => `2001:db8:0:${each.toString(16)}::1`;
  expect(await countAllowed(5_000, addressOf)).toBe(20);
  expect(await attempt('2001:db8:1::1')).toBe(true);
});

describe('a guess', () => {
  const refusal = (retryAfterSeconds: number) => new QiyunError('5013', { retryAfterSeconds });
  const inVain = (error: Error) => {
    const turns = loginTurns(throttles, { account, address: '192.0.2.1' });
    return guess({ turns, refusal, attempt: () => Promise.reject(error) });
  };

  it('uses up its turns when it is wrong', async () => {
    const wrong = new QiyunError('5010');
    for (let each = 0; each < 20; each++) await expect(inVain(wrong)).rejects.toBe(wrong);
    await expect(inVain(wrong)).rejects.toMatchObject({ code: '5013' });
  });

  it.each([new Error('the connection to the database broke'), new QiyunError('5409', { status: 503 })])(
    'keeps its turns when it could not be looked at: %s',
    async (error) => {
      for (let each = 0; each < 100; each++) await expect(inVain(error)).rejects.toBe(error);
    },
  );
});

it('counts a refused attempt nowhere else', async () => {
  for (let each = 0; each < 100; each++) await attempt('192.0.2.1', `member/${each}`);
  expect(await attempt('192.0.2.1')).toBe(false);
  expect(await countAllowed(1, () => '192.0.2.2')).toBe(1);
  expect(await attempt('192.0.2.3', 'member/99')).toBe(true);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { openInstallation } from './installation.ts';
import { trustedPresent } from './trusted-present.ts';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-11-23T00:00:00Z');
const patienceRounds = 3;

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await openInstallation(db.database, 'Asia/Shanghai');
});
afterAll(() => db.drop());
beforeEach(() => db.database.query('update installation set trusted_present = null, doubtful_rounds = 0'));

async function presentAt(nowMs: number): Promise<number> {
  return (await trustedPresent(db.database, nowMs, patienceRounds)).presentMs;
}

test('the first time that is told is believed, and a clock that goes on as clocks do', async () => {
  for (const nowMs of [startMs, startMs + 600_000, startMs + dayMs, startMs + 2.9 * dayMs])
    expect(await presentAt(nowMs)).toBe(nowMs);
});

test('a clock that is suddenly months ahead changes nothing, and everything is well when it is set right', async () => {
  await presentAt(startMs);
  expect(await trustedPresent(db.database, startMs + 60 * dayMs, patienceRounds)).toEqual({
    presentMs: startMs,
    isDoubted: true,
  });
  expect(await trustedPresent(db.database, startMs + 600_000, patienceRounds)).toEqual({
    presentMs: startMs + 600_000,
    isDoubted: false,
  });
  expect(await presentAt(startMs + 60 * dayMs)).toBe(startMs + 600_000);
});

test('a clock that stays ahead is believed after the rounds of patience, however far it goes meanwhile', async () => {
  await presentAt(startMs);
  for (let round = 1; round <= patienceRounds; round++)
    expect(await presentAt(startMs + 60 * round * dayMs)).toBe(startMs);
  const nowMs = startMs + 400 * dayMs;
  expect(await presentAt(nowMs)).toBe(nowMs);
});

test('a clock that is set back is believed at once', async () => {
  await presentAt(startMs);
  expect(await presentAt(startMs - 31 * dayMs)).toBe(startMs - 31 * dayMs);
});

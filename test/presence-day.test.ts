import { afterAll, beforeAll, expect, test } from 'vitest';
import { countHaving, readStatusCounts, statusBits } from '../src/reports/status-counts.ts';
import { PresenceDay } from './presence-day.ts';
import type { ExpectedRow } from './presence-oracle.ts';

const deviceCount = Number(process.env.PRESENCE_DAY_DEVICES ?? 2_000);
const seed = Number(process.env.PRESENCE_DAY_SEED ?? 20_261_123);
const patienceMs = 600_000;

let day: PresenceDay;
let checkpoints = 0;

beforeAll(async () => {
  day = await PresenceDay.start({ deviceCount, seed, onCheckpoint: expectPresent });
});
afterAll(() => day?.stop());

test(
  `through a day with all that goes wrong, the online log says what happened and who is online (seed ${seed})`,
  async () => {
    await day.run();
    expect(checkpoints).toBe(12);
    const [logged, expected] = [await loggedRows(), day.oracle.rows.map(asText).sort()];
    expect(differences(logged, expected)).toEqual({ onlyLogged: [], onlyExpected: [] });
    expect(logged).toHaveLength(expected.length);
    expect(Math.max(...day.oracle.overtimesMs)).toBeLessThanOrEqual(1_000);
    expectEverythingHappened();
  },
  patienceMs,
);

/** What is said of the present, in all the places that say it. */
async function expectPresent({ oracle, server, productId, erased }: PresenceDay): Promise<void> {
  checkpoints++;
  const { database } = server.surroundings;
  const online = [...oracle.online].sort((a, b) => a - b);
  const { rows } = await database.query<{ id: number }>(
    'select device_id as id from device_standing where is_online order by device_id',
  );
  expect(rows.map(({ id }) => id)).toEqual(online);
  const counts = await readStatusCounts(database, { productId, groupIds: undefined });
  expect(countHaving(counts, statusBits.online)).toBe(online.length);
  const everOnline = [...oracle.everOnline].filter((deviceId) => !erased.has(deviceId));
  expect(countHaving(counts, statusBits.everOnline)).toBe(everOnline.length);
  const sessions = server.processes.map(({ gateway }) => gateway.sessionCount);
  expect(sessions.reduce((sum, count) => sum + count, 0)).toBe(online.length);
  for (const { gateway, epoch } of server.processes)
    expect(gateway.sessionsOpened).toBe(oracle.logins.get(epoch) ?? 0);
}

async function loggedRows(): Promise<string[]> {
  const { rows } = await day.server.surroundings.database.query<ExpectedRow>(
    `select device_id as "deviceId", occurred_at as "occurredAtMs", is_online as "isOnline", keep_alive_s as "keepAliveS",
       duration_s as "durationS", reason, case when not is_online then array[heartbeat_count, heartbeat_max_s,
         heartbeat_min_s, heartbeat_avg_s, heartbeat_last_s] end as heartbeat
     from presence_event`,
  );
  return rows.map(asText).sort();
}

function asText(row: ExpectedRow): string {
  const { deviceId, occurredAtMs, isOnline, keepAliveS, durationS, reason, heartbeat } = row;
  const said = isOnline ? `online ${keepAliveS}` : `${reason} ${durationS} s, ${heartbeat?.join(' ')}`;
  return `${String(deviceId).padStart(6)} ${new Date(occurredAtMs).toISOString()} ${said}`;
}

/** The first few. */
function differences(logged: readonly string[], expected: readonly string[]) {
  const [inLog, inOracle] = [new Set(logged), new Set(expected)];
  return {
    onlyLogged: logged.filter((row) => !inOracle.has(row)).slice(0, 10),
    onlyExpected: expected.filter((row) => !inLog.has(row)).slice(0, 10),
  };
}

/** A day in which nothing happens would prove nothing. */
function expectEverythingHappened(): void {
  const ends = new Map<string | null, number>();
  for (const { reason } of day.oracle.rows) ends.set(reason, (ends.get(reason) ?? 0) + 1);
  const reasons = ['mqtt_disconnect', 'no_heartbeat', 'tcp_closed', 'offline_force', 'offline_reset'];
  for (const reason of [...reasons, 'offline_exception']) expect(ends.get(reason)).toBeGreaterThan(10);
  if (process.env.PRESENCE_DAY_FIGURES) process.stdout.write(`${figures(ends)}\n`);
}

function figures(ends: ReadonlyMap<string | null, number>): string {
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  return JSON.stringify({ rows: day.oracle.rows.length, ...Object.fromEntries(ends), megabytes });
}

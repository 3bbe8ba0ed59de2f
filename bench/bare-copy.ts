import type pg from 'pg';
import type { FrameRow } from '../src/store/batch/batch-rows.ts';
import { copyFrames } from '../src/store/batch/frame-copy.ts';
import { runInOneTrip } from '../src/store/batch/one-trip.ts';

const table = 'bench_copy';
const batchRows = 1_000;

/**
 * The peer: rows like the ingest's, into a table like its own, in batches of a thousand, each committed, and nothing
 * else: no sessions, no state, no alarms. Returns rows a second.
 */
export async function measureBareCopy(
  client: pg.Client,
  payload: Buffer,
  durationMs: number,
): Promise<number> {
  await client.query(`drop table if exists ${table}`);
  await client.query(`create table ${table} (like frame including all)`);
  const startedMs = performance.now();
  let rows = 0;
  while (performance.now() - startedMs < durationMs) {
    await runInOneTrip(client, [copyFrames(frames(rows, payload), table)]);
    rows += batchRows;
  }
  const elapsedMs = performance.now() - startedMs;
  await client.query(`drop table ${table}`);
  return (rows * 1000) / elapsedMs;
}

/** One of each device, as at window 1. */
function frames(firstSeq: number, payload: Buffer): FrameRow[] {
  const receivedAtMs = Date.now();
  return Array.from({ length: batchRows }, (_, index) => ({
    deviceId: index,
    receivedAtMs,
    seq: firstSeq + index,
    kind: 1,
    definitionVersion: 1,
    payload,
  }));
}

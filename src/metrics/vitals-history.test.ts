import { expect, test } from 'vitest';
import { processReport } from './process-report.test-helper.ts';
import { secondsBounds } from './process-report.ts';
import { VitalsHistory } from './vitals-history.ts';

const startMs = Date.parse('2026-11-23T05:00:00Z');
const second = 1_000;

function sampled(history: VitalsHistory, atS: number, reports: Parameters<typeof processReport>[0][]): void {
  history.take(startMs + atS * second, reports.map(processReport));
}

test('a minute has what all processes have done in it, per second', () => {
  const history = new VitalsHistory();
  sampled(history, 0, [{ processId: 1 }, { processId: 2 }]);
  sampled(history, 30, [
    { processId: 1, received: 300, sessions: 4 },
    { processId: 2, received: 300, requests: 60 },
  ]);
  expect(history.minutes).toEqual([]);
  sampled(history, 60, [
    { processId: 1, received: 600, sessions: 5 },
    { processId: 2, received: 300, sessions: 2 },
  ]);
  expect(history.minutes).toEqual([
    {
      startedAtMs: startMs,
      sessions: 7,
      messagesPerSecond: 10,
      commitP50Ms: undefined,
      commitP99Ms: undefined,
      requestsPerSecond: 1,
      requestErrors: 0,
      residentBytes: 200,
      eventLoopDelayMs: 2,
    },
  ]);
});

test('commits of a minute are told by their own times, not by those before', () => {
  const history = new VitalsHistory();
  const counts = (slow: number) => [1_000, ...secondsBounds.slice(1).map(() => 0), slow];
  sampled(history, 0, [{ processId: 1, commits: counts(0) }]);
  sampled(history, 60, [{ processId: 1, commits: counts(0) }]);
  sampled(history, 90, [{ processId: 1, commits: counts(5) }]);
  sampled(history, 120, [{ processId: 1, commits: counts(5) }]);
  expect(history.minutes[1]).toMatchObject({ commitP50Ms: 10_000, commitP99Ms: 10_000 });
});

test('a process that takes the place of another counts from zero', () => {
  const history = new VitalsHistory();
  sampled(history, 0, [{ processId: 1, received: 5_000 }]);
  sampled(history, 10, [{ processId: 2, received: 50, startedAtMs: startMs + 5 * second }]);
  expect(history.messagesPerSecond(2)).toBe(10);
  expect(history.messagesPerSecond(1)).toBe(0);
});

test('what a process did while it could not be asked is in no minute', () => {
  const history = new VitalsHistory();
  const startedAtMs = startMs - second;
  sampled(history, 0, [{ processId: 1, received: 10, startedAtMs }]);
  sampled(history, 5, []);
  sampled(history, 10, [{ processId: 1, received: 9_000, startedAtMs }]);
  expect(history.messagesPerSecond(1)).toBe(0);
  sampled(history, 15, [{ processId: 1, received: 9_005, startedAtMs }]);
  expect(history.messagesPerSecond(1)).toBe(1);
});

test('it keeps a day and no more', () => {
  const history = new VitalsHistory();
  for (let minute = 0; minute <= 1_500; minute++) sampled(history, minute * 60, [{ processId: 1 }]);
  expect(history.minutes).toHaveLength(1_440);
  expect(history.minutes.at(-1)!.startedAtMs).toBe(startMs + 1_499 * 60 * second);
});

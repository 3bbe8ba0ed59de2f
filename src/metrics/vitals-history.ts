import { quantile } from '../model/histogram.ts';
import { type ProcessReport, secondsBounds } from './process-report.ts';

/** One minute of the installation, all processes together. */
export interface VitalsMinute {
  readonly startedAtMs: number;
  /** At the end of the minute. */
  readonly sessions: number;
  readonly messagesPerSecond: number;
  /** Undefined when nothing was committed. */
  readonly commitP50Ms: number | undefined;
  readonly commitP99Ms: number | undefined;
  readonly requestsPerSecond: number;
  /** Answers of status 500 and above. */
  readonly requestErrors: number;
  readonly residentBytes: number;
  /** The greatest of the minute and of all processes. */
  readonly eventLoopDelayMs: number;
}

/** What has happened in one process between two reports. */
interface Increase {
  readonly messages: number;
  readonly requests: number;
  readonly errors: number;
  readonly commits: readonly number[];
}

interface OpenMinute {
  readonly startedAtMs: number;
  readonly openedAtMs: number;
  messages: number;
  requests: number;
  errors: number;
  commits: number[];
  eventLoopDelayMs: number;
}

const minuteMs = 60_000;
const minutesKept = 24 * 60;

/** The last 24 hours by minute, made of the reports that all processes give every few seconds. In memory, and bounded. */
export class VitalsHistory {
  readonly #minutes: VitalsMinute[] = [];
  #previous = new Map<number, ProcessReport>();
  #rates = new Map<number, number>();
  #takenAtMs = Number.NEGATIVE_INFINITY;
  #open: OpenMinute | undefined;

  /** The minutes that are over, the oldest first. */
  get minutes(): readonly VitalsMinute[] {
    return this.#minutes;
  }

  /** Messages a second of a process between the last two reports; 0 when there were none yet. */
  messagesPerSecond(processId: number): number {
    return this.#rates.get(processId) ?? 0;
  }

  take(nowMs: number, reports: readonly ProcessReport[]): void {
    const startedAtMs = nowMs - (nowMs % minuteMs);
    if (this.#open && this.#open.startedAtMs !== startedAtMs) this.#close(this.#open, nowMs, reports);
    this.#open ??= openMinute(startedAtMs, nowMs);
    const rates = new Map<number, number>();
    for (const report of reports) {
      const previous = this.#previous.get(report.processId);
      // One that was asked in vain the last time: what it counted meanwhile is nobody's minute.
      const isBack = !previous && report.startedAtMs < this.#takenAtMs;
      const increase = increaseOf(report, isBack ? report : previous);
      this.#add(this.#open, increase, report);
      const elapsedMs = nowMs - (previous ? this.#takenAtMs : report.startedAtMs);
      rates.set(report.processId, elapsedMs > 0 ? (increase.messages * 1000) / elapsedMs : 0);
    }
    this.#rates = rates;
    this.#takenAtMs = nowMs;
    this.#previous = new Map(reports.map((report) => [report.processId, report]));
  }

  #add(minute: OpenMinute, { messages, requests, errors, commits }: Increase, report: ProcessReport): void {
    minute.messages += messages;
    minute.requests += requests;
    minute.errors += errors;
    minute.commits = sumOf(minute.commits, commits);
    minute.eventLoopDelayMs = Math.max(minute.eventLoopDelayMs, report.eventLoopDelay.p99Seconds * 1000);
  }

  #close(minute: OpenMinute, nowMs: number, reports: readonly ProcessReport[]): void {
    const { startedAtMs, openedAtMs, messages, requests, errors, commits, eventLoopDelayMs } = minute;
    const seconds = Math.max(1, (nowMs - openedAtMs) / 1000);
    this.#minutes.push({
      startedAtMs,
      sessions: total(reports.map(({ devices }) => devices.sessions)),
      messagesPerSecond: messages / seconds,
      commitP50Ms: milliseconds(quantile(secondsBounds, commits, 0.5)),
      commitP99Ms: milliseconds(quantile(secondsBounds, commits, 0.99)),
      requestsPerSecond: requests / seconds,
      requestErrors: errors,
      residentBytes: total(reports.map(({ memory }) => memory.residentBytes)),
      eventLoopDelayMs,
    });
    if (this.#minutes.length > minutesKept) this.#minutes.shift();
    this.#open = undefined;
  }
}

function openMinute(startedAtMs: number, openedAtMs: number): OpenMinute {
  const commits = secondsBounds.map(() => 0);
  return {
    startedAtMs,
    openedAtMs,
    messages: 0,
    requests: 0,
    errors: 0,
    commits: [...commits, 0],
    eventLoopDelayMs: 0,
  };
}

/** A process that is new has counted from zero. */
function increaseOf(report: ProcessReport, previous: ProcessReport | undefined): Increase {
  const [now, before] = [countsOf(report), previous && countsOf(previous)];
  return {
    messages: now.messages - (before?.messages ?? 0),
    requests: now.requests - (before?.requests ?? 0),
    errors: now.errors - (before?.errors ?? 0),
    commits: now.commits.map((count, bucket) => count - (before?.commits[bucket] ?? 0)),
  };
}

function countsOf({ messages, routes, commits }: ProcessReport): Increase {
  return {
    messages: messages.received + messages.sent + messages.rejected,
    requests: total(routes.flatMap(({ seconds }) => seconds.counts)),
    errors: total(
      routes.flatMap(({ statusClass, seconds }) => (statusClass === '5xx' ? seconds.counts : [])),
    ),
    commits: commits.seconds.counts,
  };
}

function sumOf(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, index) => value + right[index]!);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

import type { Clock } from '../model/clock.ts';
import type { BatchRows } from '../store/batch/batch-rows.ts';
import { batchRows, cutDerivedRows, type DerivedRows, halvesOf, noDerivedRows } from './batch-cut.ts';
import type { DeviceRuntime } from './device-runtime.ts';
import type { Acknowledgement, Entry, RejectedEntry } from './entry.ts';

export interface GroupCommitLimits {
  /** A batch is cut at this many entries … */
  readonly maxBatchEntries: number;
  /** … or this many bytes of payload. */
  readonly maxBatchBytes: number;
  /** From this many gathered entries or bytes on, reading from devices pauses; below half of it, it goes on. */
  readonly pressureEntries: number;
  readonly pressureBytes: number;
}

export const defaultGroupCommitLimits: GroupCommitLimits = {
  maxBatchEntries: 10_000,
  maxBatchBytes: 8 << 20,
  pressureEntries: 20_000,
  pressureBytes: 16 << 20,
};

/** The SQLSTATE of a row for which no partition exists. */
const noPartition = '23514';
/** What an entry weighs beside its payload, for the limits in bytes. */
const entryOverheadBytes = 64;

export interface GroupCommitOptions {
  readonly monotonicClock: Clock;
  readonly epoch: number;
  readonly limits: GroupCommitLimits;
  /** Writes one batch and resolves when it is on disk; waits out a database that is down. */
  write(batch: BatchRows): Promise<void>;
  /** Makes the partitions around this time. */
  makePartitions(ms: number): Promise<void>;
  onPressure(isHigh: boolean): void;
  /** The database is up and refuses something: a fault of ours that somebody should look at. */
  onRefused(refused: Refused, error: unknown): void;
  /** An entry has been committed, or given up after the database refused even its rejection. */
  onSettled(device: DeviceRuntime): void;
}

/** An entry, or a row of what was derived. */
export interface Refused {
  readonly type: Entry['type'] | 'state' | 'activity';
  readonly deviceId: number;
}

/**
 * Entries of all sessions gather while the previous batch commits; then they are written in one transaction, and only
 * then are they acknowledged (architecture.md, decision 4). One batch is under way at a time, so the order of sequence
 * numbers is the order of commits.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #gathered: Entry[] = [];
  #gatheredBytes = 0;
  #changed: DeviceRuntime[] = [];
  #isScheduled = false;
  /** When the cut that is being written was made, by the monotonic clock; undefined while none is. */
  #writingSinceMs: number | undefined;
  #isHigh = false;
  #idleWaiters: (() => void)[] = [];

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  add(entry: Entry): void {
    this.#gathered.push(entry);
    this.#gatheredBytes += entryBytes(entry);
    this.#reportPressure();
    if (this.#isScheduled || this.#isWriting) return;
    this.#isScheduled = true;
    // After all sockets that are readable in this turn of the event loop have been read.
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#writeAll();
    });
  }

  /** The device's present has changed since the last cut; called once per device and cut. */
  markChanged(device: DeviceRuntime): void {
    this.#changed.push(device);
  }

  /** What waits for the batch after the one under way. */
  get gathered(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#gathered.length, bytes: this.#gatheredBytes };
  }

  /** For how long the batch under way has been waiting to be on disk; 0 when there is none. */
  get writingForMs(): number {
    return this.#writingSinceMs === undefined ? 0 : this.#options.monotonicClock() - this.#writingSinceMs;
  }

  /** Resolves when everything added so far has been settled. */
  idle(): Promise<void> {
    if (this.#gathered.length === 0 && !this.#isWriting) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  get #isWriting(): boolean {
    return this.#writingSinceMs !== undefined;
  }

  async #writeAll(): Promise<void> {
    if (this.#isWriting) return;
    while (this.#gathered.length > 0) {
      this.#writingSinceMs = this.#options.monotonicClock();
      const entries = this.#cut();
      const derived = cutDerivedRows(this.#changed.splice(0));
      await this.#settle(entries, derived);
      this.#reportPressure();
    }
    this.#writingSinceMs = undefined;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #cut(): Entry[] {
    const { maxBatchEntries, maxBatchBytes } = this.#options.limits;
    if (this.#gathered.length <= maxBatchEntries && this.#gatheredBytes <= maxBatchBytes) {
      const all = this.#gathered;
      this.#gathered = [];
      this.#gatheredBytes = 0;
      return all;
    }
    let bytes = 0;
    let count = 0;
    for (const entry of this.#gathered) {
      if (count === maxBatchEntries || (count > 0 && bytes + entryBytes(entry) > maxBatchBytes)) break;
      bytes += entryBytes(entry);
      count++;
    }
    this.#gatheredBytes -= bytes;
    return this.#gathered.splice(0, count);
  }

  async #settle(entries: readonly Entry[], derived: DerivedRows): Promise<void> {
    try {
      await this.#write(entries, derived);
    } catch (error) {
      return this.#isolate(entries, derived, error);
    }
    this.#acknowledge(entries);
  }

  async #write(entries: readonly Entry[], derived: DerivedRows): Promise<void> {
    const rows = batchRows(entries, derived, this.#options.epoch);
    try {
      await this.#options.write(rows);
    } catch (error) {
      if ((error as { code?: unknown }).code !== noPartition) throw error;
      await this.#options.makePartitions(rows.cutAtMs);
      await this.#options.write(rows);
    }
  }

  /** The database refused a row: its neighbours are written without it. */
  async #isolate(entries: readonly Entry[], derived: DerivedRows, error: unknown): Promise<void> {
    if (derived !== noDerivedRows) {
      await this.#writeDerived(derived);
      await this.#settle(entries, noDerivedRows);
    } else if (entries.length > 1) {
      const middle = entries.length >> 1;
      await this.#settle(entries.slice(0, middle), derived);
      await this.#settle(entries.slice(middle), derived);
    } else await this.#reject(entries as [Entry], error);
  }

  /** Rows of which the database may refuse some; those are left out. */
  async #writeDerived(derived: DerivedRows): Promise<void> {
    const { states, activity } = derived;
    const count = states.length + activity.length;
    if (count === 0) return;
    try {
      await this.#write([], derived);
    } catch (error) {
      if (count === 1) this.#options.onRefused(refusedRow(derived), error);
      else for (const half of halvesOf(derived)) await this.#writeDerived(half);
    }
  }

  /** A frame that the database refuses is kept as rejected. */
  async #reject(entries: readonly [Entry], error: unknown): Promise<void> {
    const [entry] = entries;
    this.#options.onRefused(entry, error);
    const rejection = rejectionOf(entry);
    const isKept = rejection && (await this.#write([rejection], noDerivedRows).then(isTrue, isFalse));
    // What is not on disk in any form is not acknowledged.
    if (isKept) {
      this.#acknowledge(entries);
      return;
    }
    entry.ack?.refuse();
    this.#options.onSettled(entry.device);
  }

  #acknowledge(entries: readonly Entry[]): void {
    const toFlush = new Set<Acknowledgement>();
    for (const entry of entries) {
      if (entry.ack) {
        entry.ack.acknowledge(entry.packetId);
        toFlush.add(entry.ack);
      }
      entry.committed?.();
      this.#options.onSettled(entry.device);
    }
    for (const ack of toFlush) ack.flushAcknowledgements();
  }

  #reportPressure(): void {
    const { pressureEntries, pressureBytes } = this.#options.limits;
    const share = this.#isHigh ? 0.5 : 1;
    const isHigh =
      this.#gathered.length > pressureEntries * share || this.#gatheredBytes > pressureBytes * share;
    if (isHigh === this.#isHigh) return;
    this.#isHigh = isHigh;
    this.#options.onPressure(isHigh);
  }
}

const isTrue = () => true;
const isFalse = () => false;

function entryBytes(entry: Entry): number {
  if (entry.type === 'frame') return entryOverheadBytes + entry.payload.length;
  if (entry.type === 'rejected') return entryOverheadBytes + entry.payload.length + entry.topic.length;
  return entryOverheadBytes;
}

function refusedRow({ states: [state], activity: [day] }: DerivedRows): Refused {
  return state ? { type: 'state', deviceId: state.deviceId } : { type: 'activity', deviceId: day!.deviceId };
}

/** What is kept of a frame that the database refuses. */
function rejectionOf(entry: Entry): RejectedEntry | undefined {
  if (entry.type !== 'frame') return undefined;
  const { device, deviceId, receivedAtMs, seq, payload } = entry;
  return {
    type: 'rejected',
    device,
    deviceId,
    receivedAtMs,
    seq,
    payload,
    reason: 'refused_by_database',
    topic: '',
    ack: undefined,
    packetId: 0,
    committed: undefined,
  };
}

import type { Clock } from '../model/clock.ts';
import type { BatchRows } from '../store/batch/batch-rows.ts';
import { batchRows, cutDerivedRows, type DerivedRows, halvesOf, noDerivedRows } from './batch-cut.ts';
import type { DeviceRuntime } from './device-runtime.ts';
import type { Acknowledgement, Entry, RejectedEntry } from './entry.ts';

export interface GroupCommitLimits {
  /** So many batches are on their way to the disk at once; 1 or more. */
  readonly maxUnderWay: number;
  /** A batch goes behind another when it has this many entries … */
  readonly followerEntries: number;
  /** … or this many bytes of payload; before, it waits until it is the first. */
  readonly followerBytes: number;
  /** A batch is cut at this many entries … */
  readonly maxBatchEntries: number;
  /** … or this many bytes of payload. */
  readonly maxBatchBytes: number;
  /** From this many gathered entries or bytes on, reading from devices pauses; below half of it, it goes on. */
  readonly pressureEntries: number;
  readonly pressureBytes: number;
}

export const defaultGroupCommitLimits: GroupCommitLimits = {
  maxUnderWay: 2,
  followerEntries: 250,
  followerBytes: 1 << 20,
  maxBatchEntries: 2_000,
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
  /**
   * Writes one batch and resolves when it is on disk; waits out a database that is down. Called for a batch while others
   * are under way: it keeps their order, and when it refuses one, refuses those under way behind it, too.
   */
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

/** Entries, and what the devices' presents were at the last of them. */
interface Cut {
  readonly entries: readonly Entry[];
  readonly derived: DerivedRows;
}

interface CutUnderWay extends Cut {
  /** By the monotonic clock. */
  readonly sentAtMs: number;
  /** Why it was not written; undefined when it was. */
  readonly failure: Promise<unknown>;
}

/**
 * Entries of all sessions gather while batches before them commit; then they are written in one transaction, and only
 * then are they acknowledged (architecture.md, decision 4). Batches under way follow one another on one connection and
 * each needs the one before it, so the order of sequence numbers is the order of commits (ADR 0011).
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  /** What the next cut is made of, and the devices whose presents it changes. */
  #open: Entry[] = [];
  #openBytes = 0;
  #changed: DeviceRuntime[] = [];
  /** Full cuts that wait for those under way. */
  readonly #cuts: Cut[] = [];
  /** Of the open cut and the full ones. */
  #gatheredEntries = 0;
  #gatheredBytes = 0;
  #isScheduled = false;
  /** In their order. */
  #underWay: CutUnderWay[] = [];
  #isSettling = false;
  #isRecovering = false;
  #isHigh = false;
  #idleWaiters: (() => void)[] = [];

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  add(entry: Entry): void {
    const bytes = entryBytes(entry);
    this.#open.push(entry);
    this.#openBytes += bytes;
    this.#gatheredEntries++;
    this.#gatheredBytes += bytes;
    const { maxBatchEntries, maxBatchBytes } = this.#options.limits;
    // Now and not later: what the devices' presents are must be what the frames of the same transaction say.
    if (this.#open.length >= maxBatchEntries || this.#openBytes >= maxBatchBytes)
      this.#cuts.push(this.#cutOpen());
    this.#reportPressure();
    if (this.#isScheduled || !this.#maySend) return;
    this.#isScheduled = true;
    // After all sockets that are readable in this turn of the event loop have been read.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#sendWhatMayGo();
    });
  }

  /** The device's present has changed since the last cut; called once per device and cut. */
  markChanged(device: DeviceRuntime): void {
    this.#changed.push(device);
  }

  /** What waits for the batch after those under way. */
  get gathered(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#gatheredEntries, bytes: this.#gatheredBytes };
  }

  /** For how long the oldest batch under way has been waiting to be on disk; 0 when there is none. */
  get writingForMs(): number {
    const [first] = this.#underWay;
    return first ? this.#options.monotonicClock() - first.sentAtMs : 0;
  }

  /** Resolves when everything added so far has been settled. */
  idle(): Promise<void> {
    if (this.#gatheredEntries === 0 && this.#underWay.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** The first batch goes as it is; one behind it when it is worth a transaction. */
  get #maySend(): boolean {
    if (this.#isRecovering || this.#gatheredEntries === 0) return false;
    const { maxUnderWay, followerEntries, followerBytes } = this.#options.limits;
    if (this.#underWay.length === 0) return true;
    if (this.#underWay.length >= maxUnderWay) return false;
    return this.#gatheredEntries >= followerEntries || this.#gatheredBytes >= followerBytes;
  }

  #sendWhatMayGo(): void {
    while (this.#maySend) {
      const cut = this.#cuts.shift() ?? this.#cutOpen();
      this.#gatheredEntries -= cut.entries.length;
      for (const entry of cut.entries) this.#gatheredBytes -= entryBytes(entry);
      const { epoch, monotonicClock } = this.#options;
      const written = this.#options.write(batchRows(cut.entries, cut.derived, epoch));
      this.#underWay.push({ ...cut, sentAtMs: monotonicClock(), failure: written.then(none, itself) });
    }
    this.#reportPressure();
    if (!this.#isSettling) void this.#settleAll();
  }

  #cutOpen(): Cut {
    const entries = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    return { entries, derived: cutDerivedRows(this.#changed.splice(0)) };
  }

  async #settleAll(): Promise<void> {
    this.#isSettling = true;
    for (let [cut] = this.#underWay; cut; [cut] = this.#underWay) {
      if ((await cut.failure) === undefined) {
        this.#underWay.shift();
        // The database goes on while we acknowledge.
        this.#sendWhatMayGo();
        this.#acknowledge(cut.entries);
      } else await this.#writeAgain();
    }
    this.#isSettling = false;
    if (this.#gatheredEntries > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  /** The database refused the first batch under way, and therefore all of them: they are written one after the other. */
  async #writeAgain(): Promise<void> {
    this.#isRecovering = true;
    await Promise.all(this.#underWay.map(({ failure }) => failure));
    for (const { entries, derived } of this.#underWay) await this.#settle(entries, derived);
    this.#underWay = [];
    this.#isRecovering = false;
    this.#sendWhatMayGo();
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
    let last: Acknowledgement | undefined;
    for (const entry of entries) {
      if (entry.ack) {
        entry.ack.acknowledge(entry.packetId);
        // What a device sent together stands together.
        if (entry.ack !== last) toFlush.add(entry.ack);
        last = entry.ack;
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
      this.#gatheredEntries > pressureEntries * share || this.#gatheredBytes > pressureBytes * share;
    if (isHigh === this.#isHigh) return;
    this.#isHigh = isHigh;
    this.#options.onPressure(isHigh);
  }
}

const none = () => undefined;
const itself = (error: unknown) => error;
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

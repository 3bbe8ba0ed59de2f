/** A row of the online log as it should be. */
export interface ExpectedRow {
  readonly deviceId: number;
  readonly occurredAtMs: number;
  readonly isOnline: boolean;
  readonly keepAliveS: number | null;
  readonly durationS: number | null;
  readonly reason: string | null;
  /** Count, greatest, least, average, last. */
  readonly heartbeat: readonly number[] | null;
}

interface ExpectedSession {
  readonly process: number;
  readonly keepAliveS: number;
  readonly onlineAtMs: number;
  readonly onlineWallMs: number;
  readonly beatsAtMs: number[];
  /** Of the last packet; in the time of a server that was awake. */
  heardAtMs: number;
  /** What it has sent lies unread. */
  isHeld: boolean;
}

/** Nobody counted them: the process was killed. */
const uncounted = [0, 0, 0, 0, 0];

/**
 * What the online log has to say, worked out from what devices do and from what happens to the server, and from nothing
 * else. It is told things in the order in which they happen, with the clock at that moment.
 */
export class PresenceOracle {
  readonly rows: ExpectedRow[] = [];
  readonly everOnline = new Set<number>();
  /** By process. */
  readonly logins = new Map<number, number>();
  /** By how much sessions outlasted 1.5 times their keep-alive. */
  readonly overtimesMs: number[] = [];
  readonly #sessions = new Map<number, ExpectedSession>();
  readonly #silent = new Set<number>();
  /** What lies unread while nothing comes to the disk. */
  #unread: { readonly session: ExpectedSession; read(): void }[] | undefined;
  #nowMs = 0;
  #wallMs = 0;
  #asleepMs = 0;

  /** For how long things last, and what the clock on the wall shows. */
  at(nowMs: number, wallMs: number): void {
    this.#nowMs = nowMs;
    this.#wallMs = wallMs;
  }

  get online(): ReadonlySet<number> {
    return new Set(this.#sessions.keys());
  }

  /** The device has been told that it is connected. */
  loggedIn(deviceId: number, process: number, keepAliveS: number): void {
    this.ended(deviceId, 'offline_force');
    this.logins.set(process, (this.logins.get(process) ?? 0) + 1);
    this.everOnline.add(deviceId);
    this.#sessions.set(deviceId, {
      process,
      keepAliveS,
      onlineAtMs: this.#nowMs,
      onlineWallMs: this.#wallMs,
      beatsAtMs: [],
      heardAtMs: this.#awakeMs,
      isHeld: false,
    });
    const row = { deviceId, occurredAtMs: this.#wallMs, isOnline: true, keepAliveS };
    this.rows.push({ ...row, durationS: null, reason: null, heartbeat: null });
  }

  sentPing(deviceId: number): void {
    this.#read(deviceId, (session) => session.beatsAtMs.push(this.#nowMs));
  }

  sentReport(deviceId: number): void {
    this.#read(deviceId, () => {});
  }

  /** What the device does last. */
  left(deviceId: number, reason: string): void {
    this.#read(deviceId, () => this.ended(deviceId, reason));
  }

  /** Its connection is closed, which is seen at once unless something lies unread before it. */
  closed(deviceId: number): void {
    if (this.#sessions.get(deviceId)?.isHeld) this.left(deviceId, 'tcp_closed');
    else this.ended(deviceId, 'tcp_closed');
  }

  /** Nothing comes of it any more, and nobody is told. */
  fellSilent(deviceId: number): void {
    this.#silent.add(deviceId);
  }

  /** The server ends the session, whatever lies unread. */
  ended(deviceId: number, reason: string): void {
    const session = this.#sessions.get(deviceId);
    if (!session) return;
    this.#end(deviceId, session, {
      occurredAtMs: this.#wallMs,
      durationS: seconds(this.#nowMs - session.onlineAtMs),
      reason,
      heartbeat: statistics(session, this.#nowMs),
    });
  }

  /** The server looks for devices that have been silent for too long. */
  looked(): void {
    for (const deviceId of this.#silent) {
      const session = this.#sessions.get(deviceId)!;
      const overtimeMs = this.#awakeMs - session.heardAtMs - session.keepAliveS * 1500;
      if (session.isHeld || session.keepAliveS === 0 || overtimeMs <= 0) continue;
      this.overtimesMs.push(overtimeMs);
      this.ended(deviceId, 'no_heartbeat');
    }
  }

  /** The server did not run for so long, of which it counts one second. */
  slept(ms: number): void {
    this.#asleepMs += ms - 1000;
  }

  /** From here on the server reads nothing. */
  stopsReading(): void {
    this.#unread = [];
  }

  /** It reads what has been sent meanwhile, all of it at this moment. */
  readsAgain(): void {
    const unread = this.#unread!;
    this.#unread = undefined;
    for (const { session } of unread) session.isHeld = false;
    for (const { session, read } of unread) {
      session.heardAtMs = this.#awakeMs;
      read();
    }
  }

  /** A process that was killed had been seen alive for the last time now; what it did later is not on disk. */
  died(process: number): void {
    for (const [deviceId, session] of this.#sessions) {
      if (session.process !== process) continue;
      this.#end(deviceId, session, {
        occurredAtMs: this.#wallMs,
        durationS: seconds(this.#wallMs - session.onlineWallMs),
        reason: 'offline_exception',
        heartbeat: uncounted,
      });
    }
  }

  get #awakeMs(): number {
    return this.#nowMs - this.#asleepMs;
  }

  #read(deviceId: number, effect: (session: ExpectedSession) => void): void {
    const session = this.#sessions.get(deviceId);
    if (!session) return;
    const read = () => {
      if (this.#sessions.get(deviceId) === session) effect(session);
    };
    if (this.#unread) {
      session.isHeld = true;
      this.#unread.push({ session, read });
    } else {
      session.heardAtMs = this.#awakeMs;
      read();
    }
  }

  #end(
    deviceId: number,
    session: ExpectedSession,
    end: Pick<ExpectedRow, 'occurredAtMs' | 'durationS' | 'reason' | 'heartbeat'>,
  ): void {
    this.#sessions.delete(deviceId);
    this.#silent.delete(deviceId);
    const { onlineWallMs } = session;
    // Nothing is logged as ended before it began.
    const occurredAtMs =
      end.heartbeat === uncounted ? Math.max(end.occurredAtMs, onlineWallMs) : end.occurredAtMs;
    const durationS = end.heartbeat === uncounted ? Math.max(0, end.durationS!) : end.durationS;
    this.rows.push({ deviceId, isOnline: false, keepAliveS: null, ...end, occurredAtMs, durationS });
  }
}

function statistics({ beatsAtMs, onlineAtMs }: ExpectedSession, endedAtMs: number): number[] {
  const intervals = beatsAtMs.map((ms, index) => ms - (beatsAtMs[index - 1] ?? onlineAtMs));
  const last = seconds(endedAtMs - (beatsAtMs.at(-1) ?? onlineAtMs));
  if (intervals.length === 0) return [0, 0, 0, 0, last];
  const sum = intervals.reduce((total, ms) => total + ms, 0);
  const figures = [Math.max(...intervals), Math.min(...intervals), sum / intervals.length];
  return [intervals.length, ...figures.map(seconds), last];
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

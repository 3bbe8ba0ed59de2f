import { activeAlarms } from '../codec/status-image.ts';
import type {
  ActivityRow,
  AlarmClearedRow,
  AlarmRaisedRow,
  BatchRows,
  FrameRow,
  OfflineRow,
  OnlineRow,
  RejectedFrameRow,
  StateRow,
} from '../store/batch/batch-rows.ts';
import type { DeviceRuntime, PendingState } from './device-runtime.ts';
import type { Entry, FrameEntry } from './entry.ts';
import { HourSums } from './hour-sums.ts';

/** The derived part of a batch: states and activity say what is now, so writing them twice does no harm. */
export interface DerivedRows {
  readonly states: readonly StateRow[];
  readonly activity: readonly ActivityRow[];
}

export const noDerivedRows: DerivedRows = { states: [], activity: [] };

/** Two parts of what is more than one row. */
export function halvesOf({ states, activity }: DerivedRows): [DerivedRows, DerivedRows] {
  if (states.length > 0 && activity.length > 0) {
    return [
      { states, activity: [] },
      { states: [], activity },
    ];
  }
  const [ofStates, ofActivity] = [states.length >> 1, activity.length >> 1];
  return [
    { states: states.slice(0, ofStates), activity: activity.slice(0, ofActivity) },
    { states: states.slice(ofStates), activity: activity.slice(ofActivity) },
  ];
}

/**
 * Takes what the devices' presents have become out of their runtime objects. Images are copied: the next batch's
 * reports change them while this one is being written.
 */
export function cutDerivedRows(changed: readonly DeviceRuntime[]): DerivedRows {
  const states: StateRow[] = [];
  const activity: ActivityRow[] = [];
  for (const device of changed) {
    const pending = device.pending;
    if (!pending) continue;
    device.pending = undefined;
    states.push(stateRow(device, pending));
    for (const date of pending.dates) activity.push({ deviceId: device.deviceId, date });
  }
  // In key order, so that two processes never wait for each other's rows crosswise.
  states.sort((a, b) => a.deviceId - b.deviceId);
  return { states, activity };
}

function stateRow(device: DeviceRuntime, pending: PendingState): StateRow {
  const alarms =
    pending.alarmsChanged && device.current && device.image
      ? activeAlarms(device.current.layout, device.image)
      : undefined;
  return {
    deviceId: device.deviceId,
    image: device.image && Buffer.from(device.image),
    definitionVersion: device.current?.version,
    reportedAtMs: pending.reportedAtMs,
    isFaulty: alarms?.some((point) => point.type === 'fault'),
    isAlert: alarms?.some((point) => point.type === 'alert'),
    position: pending.position,
  };
}

/** The rows of some entries, in their order, with the derived rows of the batch they were cut with. */
export function batchRows(entries: readonly Entry[], derived: DerivedRows, epoch: number): BatchRows {
  const frames: FrameRow[] = [];
  const rejected: RejectedFrameRow[] = [];
  const online: OnlineRow[] = [];
  const offline: OfflineRow[] = [];
  const alarms = new AlarmNetting();
  // They go with the frames, not with what is derived of the whole batch: sums must not be written twice.
  const sums = new HourSums();
  for (const entry of entries) {
    switch (entry.type) {
      case 'frame':
        frames.push(entry);
        if (entry.edges.length > 0) alarms.add(entry);
        if (entry.numbers) sums.add(entry.deviceId, entry.numbers);
        break;
      case 'rejected':
        rejected.push(entry);
        break;
      case 'online':
        online.push(entry);
        break;
      case 'offline':
        offline.push(entry);
        break;
    }
  }
  const last = entries[entries.length - 1];
  return {
    epoch,
    lastSeq: last?.seq ?? 0,
    cutAtMs: last ? entryTimeMs(last) : 0,
    frames,
    rejected,
    online,
    offline,
    states: derived.states,
    activity: derived.activity,
    alarmsRaised: alarms.raised,
    alarmsCleared: alarms.cleared,
    hourValues: sums.rows,
  };
}

export function entryTimeMs(entry: Entry): number {
  return entry.type === 'frame' || entry.type === 'rejected' ? entry.receivedAtMs : entry.occurredAtMs;
}

/** An alarm that was raised and cleared within one batch is written once, as cleared. */
class AlarmNetting {
  readonly raised: AlarmRaisedRow[] = [];
  readonly cleared: AlarmClearedRow[] = [];
  readonly #open = new Map<string, AlarmRaisedRow>();

  add(entry: FrameEntry): void {
    for (const { point, active } of entry.edges) {
      const key = `${entry.deviceId}/${point.name}`;
      const openHere = this.#open.get(key);
      if (active) this.#raise(entry, point.name, point.type === 'fault' ? 'fault' : 'alert');
      else if (openHere) {
        openHere.clearedAtMs = entry.receivedAtMs;
        this.#open.delete(key);
      } else
        this.cleared.push({ deviceId: entry.deviceId, name: point.name, clearedAtMs: entry.receivedAtMs });
    }
  }

  #raise(entry: FrameEntry, name: string, kind: 'fault' | 'alert'): void {
    const row: AlarmRaisedRow = {
      deviceId: entry.deviceId,
      raisedAtMs: entry.receivedAtMs,
      seq: entry.seq,
      name,
      kind,
      clearedAtMs: undefined,
    };
    this.raised.push(row);
    this.#open.set(`${entry.deviceId}/${name}`, row);
  }
}

import type { PointValue } from '../data-point.ts';

/** What is known of a device at this moment. */
export interface LiveDevice {
  /** Undefined before anything has been heard. */
  readonly isOnline: boolean | undefined;
  /** When it came or went, if that was while we listened. */
  readonly presenceAt: number | undefined;
  readonly values: ReadonlyMap<string, LiveValue>;
  /** Seconds since the epoch; null: it never reported. */
  readonly reportedAt: number | null;
  /** That came while we listened. */
  readonly reports: number;
  /** The last frame that only the product's owner understands. */
  readonly raw: { readonly time: number; readonly payload: string } | undefined;
}

export interface LiveValue {
  readonly value: PointValue;
  /** Seconds since the epoch; undefined: not since we listen. */
  readonly changedAt: number | undefined;
}

type Values = Readonly<Record<string, PointValue>>;

/** What the server tells (GET …/events), by the name of the event. */
export type DeviceEvent =
  | {
      readonly type: 'present';
      readonly online: boolean;
      readonly attrs: Values;
      readonly reported_at: number | null;
    }
  | { readonly type: 'report'; readonly time: number; readonly attrs: Values }
  | { readonly type: 'presence'; readonly time: number; readonly online: boolean }
  | { readonly type: 'raw'; readonly time: number; readonly payload: string };

export const deviceEventNames = ['present', 'report', 'presence', 'raw'] as const;

export const unheardDevice: LiveDevice = {
  isOnline: undefined,
  presenceAt: undefined,
  values: new Map(),
  reportedAt: null,
  reports: 0,
  raw: undefined,
};

export function afterEvent(device: LiveDevice, event: DeviceEvent): LiveDevice {
  switch (event.type) {
    case 'present': {
      const { online, attrs, reported_at } = event;
      const values = changedValues(device.values, attrs, reported_at ?? undefined);
      const presenceAt = device.isOnline === online ? device.presenceAt : undefined;
      return { ...device, isOnline: online, presenceAt, values, reportedAt: reported_at };
    }
    case 'report': {
      const { time, attrs } = event;
      const values = changedValues(device.values, attrs, time);
      return { ...device, values, reportedAt: time, reports: device.reports + 1 };
    }
    case 'presence':
      return { ...device, isOnline: event.online, presenceAt: event.time };
    case 'raw':
      return { ...device, reportedAt: event.time, raw: { time: event.time, payload: event.payload } };
  }
}

function changedValues(
  before: LiveDevice['values'],
  attrs: Values,
  changedAt: number | undefined,
): LiveDevice['values'] {
  const after = new Map(before);
  for (const [name, value] of Object.entries(attrs)) {
    const known = before.get(name);
    if (known?.value !== value) after.set(name, { value, changedAt: known && changedAt });
  }
  return after;
}

import type { HourValueRow } from '../store/batch/batch-rows.ts';
import type { HourNumbers } from './entry.ts';

/** Adds up what the frames of a batch say of the same point in the same hour. */
export class HourSums {
  readonly rows: HourValueRow[] = [];
  /** By device, hour and name: one text for the three would be the costliest part of it. */
  readonly #byDevice = new Map<number, Map<string, Map<string, HourValueRow>>>();

  add(deviceId: number, { hour, fields, values }: HourNumbers): void {
    const byName = this.#sumsOf(deviceId, hour);
    for (let at = 0; at < fields.length; at++) {
      const value = values[at];
      if (value === undefined) continue;
      const { name } = fields[at]!.point;
      const row = byName.get(name);
      if (row) addTo(row, value);
      else {
        const first = { deviceId, hour, name, count: 1, sum: value, max: value, min: value };
        byName.set(name, first);
        this.rows.push(first);
      }
    }
  }

  #sumsOf(deviceId: number, hour: string): Map<string, HourValueRow> {
    let byHour = this.#byDevice.get(deviceId);
    if (!byHour) {
      byHour = new Map();
      this.#byDevice.set(deviceId, byHour);
    }
    let byName = byHour.get(hour);
    if (!byName) {
      byName = new Map();
      byHour.set(hour, byName);
    }
    return byName;
  }
}

function addTo(row: HourValueRow, value: number): void {
  row.count++;
  row.sum += value;
  if (value > row.max) row.max = value;
  if (value < row.min) row.min = value;
}

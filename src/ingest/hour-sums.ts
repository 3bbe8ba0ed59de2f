import type { HourValueRow } from '../store/batch/batch-rows.ts';
import type { HourNumbers } from './entry.ts';

/** Adds up what the frames of a batch say of the same point in the same hour. */
export class HourSums {
  readonly #rows = new Map<string, HourValueRow>();

  add(deviceId: number, { hour, values }: HourNumbers): void {
    for (const { name, value } of values) {
      const key = `${deviceId} ${hour} ${name}`;
      const row = this.#rows.get(key);
      if (row) addTo(row, value);
      else this.#rows.set(key, { deviceId, hour, name, count: 1, sum: value, max: value, min: value });
    }
  }

  get rows(): readonly HourValueRow[] {
    return [...this.#rows.values()];
  }
}

function addTo(row: HourValueRow, value: number): void {
  row.count++;
  row.sum += value;
  row.max = Math.max(row.max, value);
  row.min = Math.min(row.min, value);
}

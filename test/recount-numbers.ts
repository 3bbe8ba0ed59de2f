import type { Database } from '../src/store/database.ts';

interface Attr {
  readonly id: number;
  readonly name: string;
  readonly data_type: string;
  readonly position: { readonly byte_offset: number; readonly len: number };
  readonly uint_spec?: { readonly ratio: number; readonly addition: number };
}

interface Definition {
  readonly protocolType: string;
  readonly entities: readonly { readonly attrs: readonly Attr[] }[];
}

/** The wire values of numbers in one period. */
interface Recount {
  count: number;
  wireSum: number;
  wireMax: number;
  wireMin: number;
}

export interface RecountScope {
  readonly deviceId: number;
  readonly timeZone: string;
  readonly unit: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * What aggregated data should be, from the bytes of the log: a decoder, a calendar and sums that share nothing with the
 * server's. Numbers have at most two decimal places.
 */
export class NumberRecount {
  readonly #definition: Definition;
  readonly #numbers: readonly Attr[];

  constructor(definition: object) {
    this.#definition = definition as Definition;
    this.#numbers = this.#attrs.filter(({ data_type: type }) => type.startsWith('uint'));
  }

  get names(): string[] {
    return this.#numbers.map(({ name }) => name);
  }

  async of(database: Database, scope: RecountScope, aggregator: string) {
    const { rows } = await database.query<{ ms: number; payload: Buffer }>(
      'select received_at as ms, payload from frame where device_id = $1 and kind = 1 order by received_at, seq',
      [scope.deviceId],
    );
    const wall = new WallClock(scope.timeZone);
    const [first, last] = [wall.label(scope.startMs, 'HOURS'), wall.label(scope.endMs - 1, 'HOURS')];
    const periods = new Map<string, Map<string, Recount>>();
    for (const { ms, payload } of rows) {
      const hour = wall.label(ms, 'HOURS');
      if (hour < first || hour > last) continue;
      const period = wall.label(ms, scope.unit);
      const sums = periods.get(period) ?? new Map<string, Recount>();
      periods.set(period, sums);
      for (const [name, wire] of this.#decode(payload.subarray(9))) addTo(sums, name, wire);
    }
    const labels = [...periods.keys()].filter((label) => periods.get(label)!.size > 0).sort();
    return labels.map((datetime) => ({ datetime, attrs: this.#values(periods.get(datetime)!, aggregator) }));
  }

  #values(sums: ReadonlyMap<string, Recount>, aggregator: string): Record<string, number> {
    const values: Record<string, number> = {};
    for (const { name, uint_spec: { ratio = 1, addition = 0 } = {} } of this.#numbers) {
      const sum = sums.get(name);
      if (!sum) continue;
      const real = (wire: number, count = 1) =>
        (wire * Math.round(ratio * 100) + count * Math.round(addition * 100)) / 100;
      if (aggregator === 'sum') values[name] = real(sum.wireSum, sum.count);
      else if (aggregator === 'avg') values[name] = real(sum.wireSum, sum.count) / sum.count;
      else values[name] = real(aggregator === 'max' ? sum.wireMax : sum.wireMin);
    }
    return values;
  }

  get #attrs(): readonly Attr[] {
    return this.#definition.entities[0]!.attrs;
  }

  /** p0-payload.md §3.1 and §3.3 */
  #decode(body: Buffer): [string, number][] {
    if (this.#definition.protocolType === 'standard')
      return this.#numbers.map(({ name, position }) => [
        name,
        body.readUIntBE(position.byte_offset, position.len),
      ]);
    const flagBytes = Math.ceil(this.#attrs.length / 8);
    const flags = BigInt(`0x${body.subarray(0, flagBytes).toString('hex')}`);
    const carried = this.#attrs.filter(({ id }) => (flags >> BigInt(id)) & 1n);
    const isBits = ({ data_type: type }: Attr) => type === 'bool' || type === 'enum';
    const bits = carried.filter(isBits).reduce((sum, { position }) => sum + position.len, 0);
    let at = flagBytes + Math.ceil(bits / 8);
    const values: [string, number][] = [];
    for (const { name, data_type: type, position } of carried.filter((attr) => !isBits(attr))) {
      if (type.startsWith('uint')) values.push([name, body.readUIntBE(at, position.len)]);
      at += position.len;
    }
    return values;
  }
}

function addTo(sums: Map<string, Recount>, name: string, wire: number): void {
  const sum = sums.get(name) ?? { count: 0, wireSum: 0, wireMax: wire, wireMin: wire };
  sum.count += 1;
  sum.wireSum += wire;
  sum.wireMax = Math.max(sum.wireMax, wire);
  sum.wireMin = Math.min(sum.wireMin, wire);
  sums.set(name, sum);
}

const dayMs = 86_400_000;

/** What a clock on the wall shows. */
class WallClock {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  }

  label(ms: number, unit: string): string {
    const [date, time] = this.#format.format(ms).split(' ') as [string, string];
    const digits = date.replaceAll('-', '');
    if (unit === 'HOURS') return digits + time.slice(0, 2);
    if (unit === 'DAYS') return digits;
    return unit === 'MONTHS' ? digits.slice(0, 6) : isoWeek(Date.parse(`${date}T00:00:00Z`));
  }
}

/** The week of the Thursday. */
function isoWeek(dateMs: number): string {
  const weekday = (new Date(dateMs).getUTCDay() + 6) % 7;
  const thursdayMs = dateMs + (3 - weekday) * dayMs;
  const year = new Date(thursdayMs).getUTCFullYear();
  const week = Math.floor((thursdayMs - Date.UTC(year, 0, 1)) / (7 * dayMs)) + 1;
  return `${year}${String(week).padStart(2, '0')}`;
}

const dayMs = 86_400_000;
/** Clocks shift and hours begin at multiples of it: no time zone is off by less. */
const quarterMs = 900_000;

/**
 * Which day it is for reports. Reports live in one time zone, fixed at first start (contract.md §1, Times); a date is
 * looked up once and then recognised by comparing milliseconds.
 */
export class ReportCalendar {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  #today = '';
  #validFromMs = 0;
  #validToMs = 0;
  #quarter = Number.NaN;
  #hour = '';

  /** @throws RangeError when the time zone is unknown */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** `YYYY-MM-DD`. */
  dateOf(ms: number): string {
    if (this.#today && ms >= this.#validFromMs && ms < this.#validToMs) return this.#today;
    const parts = this.#partsOf(ms);
    const date = `${parts.year}-${parts.month}-${parts.day}`;
    const sinceMidnightMs =
      (Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second)) * 1000 + (ms % 1000);
    this.#today = date;
    // Clocks may shift by an hour later in the day; the answer is trusted only up to an hour from what was looked up.
    this.#validFromMs = ms;
    this.#validToMs = Math.min(ms + 3_600_000, ms - sinceMidnightMs + dayMs);
    return date;
  }

  /** The hour of the wall clock, `YYYY-MM-DD HH:00`. Where clocks are set back, two hours have the same name. */
  hourOf(ms: number): string {
    const quarter = Math.floor(ms / quarterMs);
    if (quarter === this.#quarter) return this.#hour;
    const { year, month, day, hour } = this.#partsOf(ms);
    this.#quarter = quarter;
    this.#hour = `${year}-${month}-${day} ${hour}:00`;
    return this.#hour;
  }

  #partsOf(ms: number): Record<string, string> {
    return Object.fromEntries(this.#format.formatToParts(ms).map((part) => [part.type, part.value]));
  }
}

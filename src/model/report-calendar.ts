const dayMs = 86_400_000;

/** A calendar day in the report time zone, in the form activity is stored in. */
export interface ReportDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** First day of its month, `YYYY-MM-01`. */
  readonly month: string;
  /** One bit for the day of the month; bit 0 is the 1st. */
  readonly bit: number;
}

/**
 * Which day it is for reports. Reports live in one time zone, fixed at first start (contract.md §1, Times); a day is
 * looked up once and then recognised by comparing milliseconds.
 */
export class ReportCalendar {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  #today: ReportDay | undefined;
  #validFromMs = 0;
  #validToMs = 0;

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

  dayOf(ms: number): ReportDay {
    if (this.#today && ms >= this.#validFromMs && ms < this.#validToMs) return this.#today;
    const parts = Object.fromEntries(this.#format.formatToParts(ms).map((part) => [part.type, part.value]));
    const day: ReportDay = {
      date: `${parts.year}-${parts.month}-${parts.day}`,
      month: `${parts.year}-${parts.month}-01`,
      bit: 1 << (Number(parts.day) - 1),
    };
    const sinceMidnightMs =
      (Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second)) * 1000 + (ms % 1000);
    this.#today = day;
    // Clocks may shift by an hour later in the day; the answer is trusted only up to an hour from what was looked up.
    this.#validFromMs = ms;
    this.#validToMs = Math.min(ms + 3_600_000, ms - sinceMidnightMs + dayMs);
    return day;
  }
}

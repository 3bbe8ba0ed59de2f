/** What the values in each bin that has some come to, in the order of time. */
export interface BinColumns {
  readonly bins: number[];
  readonly min: number[];
  readonly max: number[];
  readonly mean: number[];
  readonly last: number[];
  readonly count: number[];
}

/** Sums of binary fractions have noise from about here on. */
const significantDigits = 12;

/** Gathers values of one data point in bins. */
export class ValueBins {
  readonly #counts: Uint32Array;
  readonly #sums: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #last: Float64Array;
  readonly #lastAtMs: Float64Array;

  constructor(binCount: number) {
    this.#counts = new Uint32Array(binCount);
    this.#sums = new Float64Array(binCount);
    this.#min = new Float64Array(binCount).fill(Number.POSITIVE_INFINITY);
    this.#max = new Float64Array(binCount).fill(Number.NEGATIVE_INFINITY);
    this.#last = new Float64Array(binCount);
    this.#lastAtMs = new Float64Array(binCount);
  }

  add(bin: number, value: number, atMs: number): void {
    this.#counts[bin]!++;
    this.#sums[bin]! += value;
    if (value < this.#min[bin]!) this.#min[bin] = value;
    if (value > this.#max[bin]!) this.#max[bin] = value;
    if (atMs < this.#lastAtMs[bin]!) return;
    this.#lastAtMs[bin] = atMs;
    this.#last[bin] = value;
  }

  columns(): BinColumns {
    const bins = [...this.#counts.keys()].filter((bin) => this.#counts[bin]! > 0);
    const of = (values: Float64Array | Uint32Array) => bins.map((bin) => values[bin]!);
    const mean = bins.map((bin) =>
      Number((this.#sums[bin]! / this.#counts[bin]!).toPrecision(significantDigits)),
    );
    return {
      bins,
      min: of(this.#min),
      max: of(this.#max),
      mean,
      last: of(this.#last),
      count: of(this.#counts),
    };
  }
}

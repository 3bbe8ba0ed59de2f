/** Latencies up to here have a bucket per microsecond; above, each power of two is cut into `bucketsPerOctave`. */
const exactBelowUs = 128;
const exactBits = 7;
const octaveBits = 6;
const bucketsPerOctave = 2 ** octaveBits;
const largestUs = 2 ** 31 - 1;
const bucketCount = exactBelowUs + (31 - exactBits) * bucketsPerOctave;

/** How long acknowledgements took. Cheap enough for every message: within 2 % of the truth, up to half an hour. */
export class LatencyHistogram {
  readonly #counts = new Float64Array(bucketCount);
  #total = 0;
  #maxMs = 0;

  record(latencyMs: number): void {
    const us = Math.min(Math.max(Math.round(latencyMs * 1000), 0), largestUs);
    this.#counts[bucketOf(us)]!++;
    this.#total++;
    if (latencyMs > this.#maxMs) this.#maxMs = latencyMs;
  }

  get count(): number {
    return this.#total;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** The latency in milliseconds that `share` (0 to 1) of all messages did not exceed; 0 when there were none. */
  percentileMs(share: number): number {
    let left = Math.max(1, Math.ceil(this.#total * share));
    if (this.#total === 0) return 0;
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return Math.min(largestOf(bucket) / 1000, this.#maxMs);
    }
    return this.#maxMs;
  }
}

function bucketOf(us: number): number {
  if (us < exactBelowUs) return us;
  const octave = 31 - Math.clz32(us);
  const within = (us >> (octave - octaveBits)) & (bucketsPerOctave - 1);
  return exactBelowUs + (octave - exactBits) * bucketsPerOctave + within;
}

function largestOf(bucket: number): number {
  if (bucket < exactBelowUs) return bucket;
  const above = bucket - exactBelowUs;
  const octave = exactBits + Math.floor(above / bucketsPerOctave);
  const width = 2 ** (octave - octaveBits);
  return 2 ** octave + (above % bucketsPerOctave) * width + width - 1;
}

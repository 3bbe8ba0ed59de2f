/** Random numbers that repeat: the same seed and stream give the same sequence. Mulberry32; not for secrets. */
export class SeededRandom {
  #state: number;

  /** `stream`: one of many independent sequences of a seed. */
  constructor(seed: number, stream = 0) {
    this.#state = mix(mix(seed | 0) + stream);
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return (mix(this.#state) >>> 0) / 2 ** 32;
  }

  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.integer(0, choices.length - 1)]!;
  }
}

/** A bijection of 32-bit integers that leaves no trace of order. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

import { type FilePages, pageBytes } from './file-pages.ts';

export type MmdbValue = string | number | boolean | MmdbValue[] | { [key: string]: MmdbValue };

/** Where a section of values starts. Pointers count from its start. */
export interface MmdbSection {
  readonly pages: FilePages;
  readonly start: number;
}

/**
 * The value at `offset` in the file: MaxMind DB file format 2.0, "Output Data Section". Integers are unsigned and
 * big-endian; above 2^53 they are rounded.
 *
 * @throws QiyunError 5409 when the bytes are no value of the format
 */
export function readMmdbValue(section: MmdbSection, offset: number): MmdbValue {
  return new MmdbValueReader(section, offset).value();
}

interface Head {
  readonly type: number;
  /** What the size means depends on the type: bytes, entries, or the value of a boolean. */
  readonly size: number;
}

const types = { pointer: 1, extended: 0, extendedFrom: 7 } as const;
/** Size fields that say how many bytes with the size follow, and what to add to it. */
const longSizes: Readonly<Record<number, { bytes: number; add: number }>> = {
  29: { bytes: 1, add: 29 },
  30: { bytes: 2, add: 285 },
  31: { bytes: 3, add: 65_821 },
};
/** By the two size bits of a pointer. */
const pointerForms = [
  { bytes: 1, add: 0 },
  { bytes: 2, add: 2048 },
  { bytes: 3, add: 526_336 },
  { bytes: 4, add: 0 },
] as const;
/** Records are maps of plain values. Only damage nests deeper, and a circle of pointers has to end. */
const depthMax = 8;

class MmdbValueReader {
  readonly #section: MmdbSection;
  readonly #depth: number;
  #offset: number;

  constructor(section: MmdbSection, offset: number, depth = 0) {
    if (depth > depthMax) throw section.pages.damaged(`values at byte ${offset} are nested too deep`);
    this.#section = section;
    this.#offset = offset;
    this.#depth = depth;
  }

  value(): MmdbValue {
    const control = this.#byte();
    if (control >> 5 === types.pointer) return this.#behindPointer(control & 0x1f);
    const type = control >> 5 === types.extended ? types.extendedFrom + this.#byte() : control >> 5;
    return this.#valueOf({ type, size: this.#size(control & 0x1f) });
  }

  #valueOf({ type, size }: Head): MmdbValue {
    switch (type) {
      case 2:
        return this.#bytes(size).toString('utf8');
      case 3:
        return this.#bytes(8).readDoubleBE();
      case 5: // uint16
      case 6: // uint32
      case 9: // uint64
        return this.#bytes(size).reduce((value, byte) => value * 256 + byte, 0);
      case 7:
        return this.#map(size);
      case 11:
        return Array.from({ length: size }, () => this.#nested());
      case 14:
        return size === 1;
      case 15:
        return this.#bytes(4).readFloatBE();
      default:
        throw this.#section.pages.damaged(`there is no value at byte ${this.#offset - 1}`);
    }
  }

  #map(entries: number): MmdbValue {
    const map: { [key: string]: MmdbValue } = {};
    for (let entry = 0; entry < entries; entry++) {
      const key = String(this.#nested());
      map[key] = this.#nested();
    }
    return map;
  }

  #nested(): MmdbValue {
    const inner = new MmdbValueReader(this.#section, this.#offset, this.#depth + 1);
    const value = inner.value();
    this.#offset = inner.#offset;
    return value;
  }

  #behindPointer(field: number): MmdbValue {
    const { bytes, add } = pointerForms[(field >> 3) as 0 | 1 | 2 | 3];
    // The widest pointer does not use the three bits beside its size.
    const high = bytes === 4 ? 0 : (field & 7) * 256 ** bytes;
    const target = high + this.#bytes(bytes).readUIntBE(0, bytes) + add;
    return new MmdbValueReader(this.#section, this.#section.start + target, this.#depth + 1).value();
  }

  #size(field: number): number {
    const long = longSizes[field];
    if (long === undefined) return field;
    const size = this.#bytes(long.bytes).readUIntBE(0, long.bytes) + long.add;
    if (size > pageBytes) throw this.#section.pages.damaged(`the value at byte ${this.#offset} is too long`);
    return size;
  }

  #byte(): number {
    return this.#bytes(1)[0]!;
  }

  #bytes(length: number): Buffer {
    const bytes = this.#section.pages.read(this.#offset, length);
    this.#offset += length;
    return bytes;
  }
}

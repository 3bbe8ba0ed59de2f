import { FilePages, pageBytes } from './file-pages.ts';
import { type MmdbValue, readMmdbValue } from './mmdb-value.ts';

/** Precedes the description of the file, which is a few hundred bytes at its end. */
const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
/** Two records of 28 bits: three bytes each, and between them a byte with the high half-bytes of both. */
const nodeBytes = 7;
const recordBits = 28;
/** Zeros between the tree and the values. */
const separatorBytes = 16;

interface Description {
  readonly nodeCount: number;
  readonly recordBits: number;
  readonly addressBits: number;
}

/**
 * A MaxMind DB file, format 2.0: a binary tree of address bits whose leaves point to values. Opening reads the
 * description at its end and nothing else.
 */
export class MmdbFile {
  readonly nodeCount: number;
  readonly addressBits: number;
  readonly #pages: FilePages;
  readonly #valuesStart: number;

  /** @throws QiyunError 5409 when the file is missing or not such a file */
  constructor(path: string) {
    this.#pages = new FilePages(path);
    try {
      const markerStart = findMarker(this.#pages);
      const description = readDescription(this.#pages, markerStart + marker.length);
      this.nodeCount = description.nodeCount;
      this.addressBits = description.addressBits;
      this.#valuesStart = this.nodeCount * nodeBytes + separatorBytes;
      if (this.#valuesStart > markerStart) throw this.#pages.damaged('its tree is longer than the file');
    } catch (error) {
      this.#pages.close();
      throw error;
    }
  }

  /** What the file has for an address of `addressBits` bits in network byte order. @throws QiyunError 5409 on damage */
  find(address: Uint8Array): MmdbValue | undefined {
    let record = 0;
    for (let bit = 0; bit < this.addressBits && record < this.nodeCount; bit++) {
      const side = (address[bit >> 3]! >> (7 - (bit & 7))) & 1;
      record = this.child(record, side === 1 ? 'one' : 'zero');
    }
    if (record < this.nodeCount) throw this.#pages.damaged('its tree is deeper than an address is long');
    return this.valueOf(record);
  }

  /** What follows a node for the next bit: below `nodeCount` another node, else a record for {@link valueOf}. */
  child(node: number, bit: 'zero' | 'one'): number {
    const bytes = this.#pages.read(node * nodeBytes, nodeBytes);
    const high = bytes[3]!;
    return bit === 'zero'
      ? (high >> 4) * 2 ** 24 + bytes.readUIntBE(0, 3)
      : (high & 0x0f) * 2 ** 24 + bytes.readUIntBE(4, 3);
  }

  /** The value a record stands for; `nodeCount` itself stands for none. */
  valueOf(record: number): MmdbValue | undefined {
    if (record === this.nodeCount) return undefined;
    const section = { pages: this.#pages, start: this.#valuesStart };
    return readMmdbValue(section, this.#valuesStart + record - this.nodeCount - separatorBytes);
  }

  close(): void {
    this.#pages.close();
  }
}

function findMarker(pages: FilePages): number {
  const tailBytes = Math.min(pages.sizeBytes, pageBytes);
  const tailStart = pages.sizeBytes - tailBytes;
  const found = pages.read(tailStart, tailBytes).lastIndexOf(marker);
  if (found === -1) throw pages.damaged('it does not end as a MaxMind DB file does');
  return tailStart + found;
}

function readDescription(pages: FilePages, start: number): Description {
  const value = readMmdbValue({ pages, start }, start);
  const fields = typeof value === 'object' && !Array.isArray(value) ? value : {};
  const description = {
    nodeCount: Number(fields.node_count),
    recordBits: Number(fields.record_size),
    addressBits: fields.ip_version === 4 ? 32 : 128,
  };
  if (fields.binary_format_major_version !== 2) throw pages.damaged('it is not of format 2');
  if (!Number.isInteger(description.nodeCount)) throw pages.damaged('it does not say how large it is');
  if (description.recordBits !== recordBits)
    throw pages.damaged(`its records do not have ${recordBits} bits`);
  return description;
}

import type { PlaceCounts } from './period-counts.ts';

/** A row of `period_activity` has a bit for so many ids (migration 0018). */
const blockDevices = 4096;
const blockBytes = blockDevices / 8;

export interface PlacedDevices {
  readonly placeId: number;
  readonly deviceIds: readonly number[];
}

/** Marks on devices, block by block as `period_activity` has them, and how many of them are on devices of each place. */
export class DeviceMarks {
  /** Those in which there are devices. */
  readonly blocks: readonly number[];
  readonly #startOf: ReadonlyMap<number, number>;
  readonly #places: readonly { readonly placeId: number; readonly positions: Uint32Array }[];
  readonly #marks: Buffer;

  constructor(places: readonly PlacedDevices[]) {
    const blocks = new Set(places.flatMap(({ deviceIds }) => deviceIds.map(blockOf)));
    this.blocks = [...blocks];
    this.#startOf = new Map(this.blocks.map((block, index) => [block, index * blockDevices]));
    this.#places = places.map(({ placeId, deviceIds }) => ({
      placeId,
      positions: Uint32Array.from(deviceIds, (id) => this.#positionOf(id)),
    }));
    this.#marks = Buffer.alloc(this.blocks.length * blockBytes);
  }

  clear(): void {
    this.#marks.fill(0);
  }

  /** @param rows of blocks with devices, one after the other: the block in 4 bytes, and its bits as `bit_send` makes them */
  markBlocks(rows: Buffer): void {
    for (let at = 0; at < rows.length; at += rowBytes) {
      const target = this.#startOf.get(rows.readInt32BE(at))! / 8;
      rows.copy(this.#marks, target, at + rowBytes - blockBytes, at + rowBytes);
    }
  }

  /** Marks one of the devices; any other is of no account. */
  mark(deviceId: number): void {
    if (!this.#startOf.has(blockOf(deviceId))) return;
    const position = this.#positionOf(deviceId);
    this.#marks[position >> 3]! |= 0x80 >> (position & 7);
  }

  /** How many are marked at each place. */
  count(): PlaceCounts {
    return new Map(
      this.#places.map(({ placeId, positions }) => [placeId, countSet(this.#marks, positions)] as const),
    );
  }

  #positionOf(deviceId: number): number {
    return this.#startOf.get(blockOf(deviceId))! + (deviceId % blockDevices);
  }
}

/** The block and the length of its bit string take 4 bytes each. */
const rowBytes = 4 + 4 + blockBytes;

function blockOf(deviceId: number): number {
  return Math.floor(deviceId / blockDevices);
}

/** At how many of the positions there is a bit set. By index: millions of times the iterator costs more than the count. */
function countSet(bits: Buffer, positions: Uint32Array): number {
  let count = 0;
  for (let index = 0; index < positions.length; index++) {
    const position = positions[index]!;
    count += (bits[position >> 3]! >> (7 - (position & 7))) & 1;
  }
  return count;
}

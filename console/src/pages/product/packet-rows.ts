import type { Packet, PacketPiece } from './product-queries.ts';

/** Neighbouring bits, or whole bytes, that belong to one data point; undefined belong to none. */
export interface PacketCell {
  readonly name: string | undefined;
  readonly isFlag: boolean;
  /** How many of the eight columns it takes. */
  readonly columns: number;
  /** Of bits: the most and the least significant one. */
  readonly bits: readonly [high: number, low: number] | undefined;
}

/** A line of the drawing: one byte, or several that belong together. */
export interface PacketRow {
  readonly firstByte: number;
  readonly lastByte: number;
  readonly cells: readonly PacketCell[];
}

export function rowsOf({ packet_bytes: pieces }: Packet): PacketRow[] {
  return pieces.map((piece) => ({
    firstByte: piece.offset,
    lastByte: piece.offset + piece.bytes - 1,
    cells: cellsOf(piece),
  }));
}

function cellsOf(piece: PacketPiece): PacketCell[] {
  if (piece.part === 'value') return [{ name: piece.name, isFlag: false, columns: 8, bits: undefined }];
  if (piece.part === 'unused') return [{ name: undefined, isFlag: false, columns: 8, bits: undefined }];
  const cells: PacketCell[] = [];
  for (const [index, given] of piece.bits.entries()) {
    const name = given ?? undefined;
    const bit = 7 - index;
    const last = cells.at(-1);
    if (last && last.name === name) {
      cells[cells.length - 1] = { ...last, columns: last.columns + 1, bits: [last.bits![0], bit] };
    } else {
      cells.push({ name, isFlag: piece.part === 'flags', columns: 1, bits: [bit, bit] });
    }
  }
  return cells;
}

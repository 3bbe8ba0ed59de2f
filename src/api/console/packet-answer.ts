import { type Static, Type } from 'typebox';
import type { MappedPoint, PacketMap } from '../../codec/packet-map.ts';
import { nullable } from '../nullable.ts';

/** Byte 0 of a packet is the one after the action; bit 0 is the least significant one of its byte. */
const bitPlace = Type.Object({ byte: Type.Integer(), bit: Type.Integer() });

/** Bytes of a packet: flags and blocks of bits byte by byte, a value or what is unused as a whole. */
const packetPiece = Type.Union([
  Type.Object({
    part: Type.Enum(['flags', 'bits']),
    offset: Type.Integer(),
    bytes: Type.Literal(1),
    /** Names of the data points whose flags or bits these eight are, the most significant first. */
    bits: Type.Array(nullable(Type.String()), { minItems: 8, maxItems: 8 }),
  }),
  Type.Object({
    part: Type.Literal('value'),
    offset: Type.Integer(),
    bytes: Type.Integer(),
    name: Type.String(),
  }),
  Type.Object({ part: Type.Literal('unused'), offset: Type.Integer(), bytes: Type.Integer() }),
]);

/** A packet between server and device without its action, and what is where in it. */
export const packetAnswer = Type.Object({
  bytes: Type.Integer(),
  flag_bytes: Type.Integer(),
  points: Type.Array(
    Type.Object({
      name: Type.String(),
      /** Where it is told whether the data point is in the packet; null in packets without flags. */
      flag: Type.Union([bitPlace, Type.Null()]),
      /** Of bits: the lowest one; more significant ones follow, then those of the byte before. */
      bit: Type.Union([bitPlace, Type.Null()]),
      /** Of bits: of the whole block that they are in. */
      offset: Type.Integer(),
      bytes: Type.Integer(),
    }),
  ),
  packet_bytes: Type.Array(packetPiece),
});

export function toPacketAnswer({ bytes, flagBytes, points }: PacketMap): Static<typeof packetAnswer> {
  return {
    bytes,
    flag_bytes: flagBytes,
    points: points.map(({ point, flagBit, lowBit, start, end }) => ({
      name: point.name,
      flag: toBitPlace(flagBit),
      bit: toBitPlace(lowBit),
      offset: start,
      bytes: end - start,
    })),
    packet_bytes: withUnused(toPieces(flagBytes, points), bytes),
  };
}

function toBitPlace(address: number | undefined): Static<typeof bitPlace> | null {
  return address === undefined ? null : { byte: address >> 3, bit: 7 - (address & 7) };
}

type Piece = Static<typeof packetPiece>;

/** In the order of their bytes. */
function toPieces(flagBytes: number, points: readonly MappedPoint[]): Piece[] {
  const bitsByByte = new Map<number, (string | null)[]>();
  const addByte = (offset: number) => {
    const bits = bitsByByte.get(offset) ?? Array<string | null>(8).fill(null);
    bitsByByte.set(offset, bits);
    return bits;
  };
  const name = (address: number, point: MappedPoint) => {
    addByte(address >> 3)[address & 7] = point.point.name;
  };
  for (let offset = 0; offset < flagBytes; offset++) addByte(offset);
  const pieces: Piece[] = [];
  for (const mapped of points) {
    const { point, flagBit, lowBit, bitCount, start, end } = mapped;
    if (flagBit !== undefined) name(flagBit, mapped);
    if (lowBit === undefined) {
      pieces.push({ part: 'value', offset: start, bytes: end - start, name: point.name });
      continue;
    }
    for (let offset = start; offset < end; offset++) addByte(offset);
    for (let bit = 0; bit < bitCount; bit++) name(lowBit - bit, mapped);
  }
  for (const [offset, bits] of bitsByByte) {
    pieces.push({ part: offset < flagBytes ? 'flags' : 'bits', offset, bytes: 1, bits });
  }
  return pieces.sort((a, b) => a.offset - b.offset);
}

/** With a piece for every gap. */
function withUnused(pieces: readonly Piece[], packetBytes: number): Piece[] {
  const all: Piece[] = [];
  let end = 0;
  for (const piece of pieces) {
    if (piece.offset > end) all.push({ part: 'unused', offset: end, bytes: piece.offset - end });
    all.push(piece);
    end = piece.offset + piece.bytes;
  }
  if (end < packetBytes) all.push({ part: 'unused', offset: end, bytes: packetBytes - end });
  return all;
}

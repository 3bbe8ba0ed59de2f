import type { FrameRow } from './batch-rows.ts';
import { writeInt8, writeTimestamp } from './binary-array.ts';
import type { Statement } from './one-trip.ts';

/** `PGCOPY\n\377\r\n\0`, then no flags and no header extension (PostgreSQL manual, COPY, Binary Format). */
const signature = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const trailer = Buffer.from('ffff', 'hex');

const fieldCount = 6;
/** Field count, then length and value of each fixed field, then the length of the payload. */
const fixedTupleBytes = 2 + (4 + 8) + (4 + 8) + (4 + 8) + (4 + 2) + (4 + 4) + 4;

/** The COPY of frames into `frame`, or a table like it. */
export function copyFrames(rows: readonly FrameRow[], table = 'frame'): Statement {
  const columns = 'device_id, received_at, seq, kind, definition_version, payload';
  return {
    name: `copy_${table}`,
    text: `copy ${table} (${columns}) from stdin (format binary)`,
    copyData: encodeFrames(rows),
  };
}

/** A whole binary COPY, in one buffer of exactly the right size. */
function encodeFrames(rows: readonly FrameRow[]): Buffer {
  let totalBytes = signature.length + trailer.length;
  for (const row of rows) totalBytes += fixedTupleBytes + row.payload.length;
  const target = Buffer.allocUnsafe(totalBytes);
  let offset = signature.copy(target);
  for (const row of rows) offset = writeTuple(target, row, offset);
  trailer.copy(target, offset);
  return target;
}

function writeTuple(target: Buffer, row: FrameRow, start: number): number {
  let offset = target.writeInt16BE(fieldCount, start);
  offset = target.writeInt32BE(8, offset);
  offset = writeInt8(target, row.deviceId, offset);
  offset = target.writeInt32BE(8, offset);
  offset = writeTimestamp(target, row.receivedAtMs, offset);
  offset = target.writeInt32BE(8, offset);
  offset = writeInt8(target, row.seq, offset);
  offset = target.writeInt32BE(2, offset);
  offset = target.writeInt16BE(row.kind, offset);
  offset = target.writeInt32BE(4, offset);
  offset = target.writeInt32BE(row.definitionVersion, offset);
  offset = target.writeInt32BE(row.payload.length, offset);
  return offset + row.payload.copy(target, offset);
}

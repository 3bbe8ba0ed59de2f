import type { FrameRow } from './batch-rows.ts';
import { writeInt8, writeTimestamp } from './binary-array.ts';

export const frameCopyTarget = 'frame (device_id, received_at, seq, kind, definition_version, payload)';

const fieldCount = 6;
/** Field count, then length and value of each fixed field, then the length of the payload. */
const fixedTupleBytes = 2 + (4 + 8) + (4 + 8) + (4 + 8) + (4 + 2) + (4 + 4) + 4;

/** Frames as tuples of a binary COPY, in one buffer of exactly the right size. */
export function encodeFrameTuples(rows: readonly FrameRow[]): Buffer {
  let totalBytes = 0;
  for (const row of rows) totalBytes += fixedTupleBytes + row.payload.length;
  const target = Buffer.allocUnsafe(totalBytes);
  let offset = 0;
  for (const row of rows) offset = writeTuple(target, row, offset);
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

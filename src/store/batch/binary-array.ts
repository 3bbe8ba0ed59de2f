const int8Oid = 20;
const int4Oid = 23;
const float8Oid = 701;
const boolOid = 16;
const textOid = 25;
const byteaOid = 17;
const timestamptzOid = 1184;

const arrayHeaderBytes = 20;
const unixToPostgresMs = 946_684_800_000;
const nullLength = -1;

/** PostgreSQL's binary form of a timestamptz: microseconds since 2000-01-01, as a signed 64-bit integer. */
export function writeTimestamp(target: Buffer, ms: number, offset: number): number {
  return writeInt8(target, Math.round((ms - unixToPostgresMs) * 1000), offset);
}

/** A 64-bit integer without the detour over BigInt; exact for safe integers, negative ones too. */
export function writeInt8(target: Buffer, value: number, offset: number): number {
  target.writeInt32BE(Math.floor(value / 2 ** 32), offset);
  return target.writeUInt32BE(value - Math.floor(value / 2 ** 32) * 2 ** 32, offset + 4);
}

export function int8Array(values: readonly number[]): Buffer {
  return fixedArray(int8Oid, 8, values, writeInt8);
}

export function int4Array(values: readonly (number | undefined)[]): Buffer {
  return fixedArray(int4Oid, 4, values, (target, value, offset) => target.writeInt32BE(value, offset));
}

export function float8Array(values: readonly number[]): Buffer {
  return fixedArray(float8Oid, 8, values, (target, value, offset) => target.writeDoubleBE(value, offset));
}

export function boolArray(values: readonly (boolean | undefined)[]): Buffer {
  return fixedArray(boolOid, 1, values, (target, value, offset) => target.writeUInt8(value ? 1 : 0, offset));
}

export function timestampArray(valuesMs: readonly (number | undefined)[]): Buffer {
  return fixedArray(timestamptzOid, 8, valuesMs, writeTimestamp);
}

export function textArray(values: readonly (string | undefined)[]): Buffer {
  return variableArray(
    textOid,
    values.map((value) => (value === undefined ? undefined : Buffer.from(value, 'utf8'))),
  );
}

export function byteaArray(values: readonly (Buffer | undefined)[]): Buffer {
  return variableArray(byteaOid, values);
}

/**
 * The binary form of a one-dimensional array parameter (PostgreSQL's array_recv): header, then length and bytes of each
 * element. The driver sends a Buffer as it is, which spares it the text form of every element.
 */
function fixedArray<T>(
  oid: number,
  elementBytes: number,
  values: readonly (T | undefined)[],
  write: (target: Buffer, value: T, offset: number) => void,
): Buffer {
  let nulls = 0;
  for (let at = 0; at < values.length; at++) if (values[at] === undefined) nulls++;
  const target = Buffer.allocUnsafe(
    arrayHeaderBytes + values.length * (4 + elementBytes) - nulls * elementBytes,
  );
  let offset = writeArrayHeader(target, oid, values.length, nulls > 0);
  // By index: here, where each call has a writer of its own, an iterator would allocate for every element.
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (value === undefined) {
      offset = target.writeInt32BE(nullLength, offset);
      continue;
    }
    offset = target.writeInt32BE(elementBytes, offset);
    write(target, value, offset);
    offset += elementBytes;
  }
  return target;
}

function variableArray(oid: number, values: readonly (Buffer | undefined)[]): Buffer {
  let totalBytes = arrayHeaderBytes + values.length * 4;
  for (const value of values) totalBytes += value?.length ?? 0;
  const target = Buffer.allocUnsafe(totalBytes);
  let offset = writeArrayHeader(target, oid, values.length, values.includes(undefined));
  for (const value of values) {
    offset = target.writeInt32BE(value?.length ?? nullLength, offset);
    if (value) offset += value.copy(target, offset);
  }
  return target;
}

function writeArrayHeader(target: Buffer, oid: number, count: number, hasNulls: boolean): number {
  target.writeInt32BE(1, 0); // dimensions
  target.writeInt32BE(hasNulls ? 1 : 0, 4);
  target.writeInt32BE(oid, 8);
  target.writeInt32BE(count, 12);
  return target.writeInt32BE(1, 16); // lower bound
}

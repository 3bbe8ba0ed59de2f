export type ProtocolType = 'standard' | 'var_len';

export type DataType = 'bool' | 'enum' | 'uint8' | 'uint16' | 'uint32' | 'binary';

export type DataPointType = 'status_writable' | 'status_readonly' | 'alert' | 'fault';

/** Where a standard product keeps the data point in `dev_status`; a var_len product uses only `len` and `unit`. */
export interface Position {
  readonly byteOffset: number;
  /** Counted from the least significant bit of the bit block at `byteOffset`. */
  readonly bitOffset: number;
  /** In `unit`s. */
  readonly len: number;
  readonly unit: 'bit' | 'byte';
}

/** How a number on the wire becomes the real one: `real = wire * ratio + addition`. */
export interface UintSpec {
  readonly addition: number;
  readonly ratio: number;
  /** Bounds of the WIRE value, both ends included. */
  readonly min: number;
  readonly max: number;
}

/** One thing a device measures, is told or warns of (product-definition.md §2.1). */
export interface DataPoint {
  /** 0..n-1 in the order of the definition; also the number of its flag bit. */
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly dataType: DataType;
  readonly type: DataPointType;
  readonly position: Position;
  /** Of every uint point; the whole range of the data type where the definition is silent. */
  readonly uintSpec?: UintSpec;
  /** Of every enum point, by index. */
  readonly enumTexts?: readonly string[];
}

/** Whether a point raises and clears alarms: every alert and fault does. */
export function isAlarm(point: DataPoint): boolean {
  return point.type === 'alert' || point.type === 'fault';
}

/** Whether a point is sent as bits of a bit block, rather than as bytes of its own. */
export function isBitPoint(point: DataPoint): boolean {
  return point.position.unit === 'bit';
}

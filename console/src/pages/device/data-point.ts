/** One thing the device measures, is told or warns of, as its product's definition says. */
export interface DataPoint {
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  readonly description: string;
  readonly type: 'status_writable' | 'status_readonly' | 'alert' | 'fault';
  readonly dataType: 'bool' | 'enum' | 'uint8' | 'uint16' | 'uint32' | 'binary';
  /** Of numbers. */
  readonly range: NumberRange | undefined;
  /** Of an enum, by index. */
  readonly texts: readonly string[];
  /** Of a binary one: its greatest length. */
  readonly bytes: number;
}

/** Of real values. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Digits after the point. */
  readonly decimals: number;
}

/** A value as the API shows it: 0 or 1, the text of an enum, a number, or hex. */
export type PointValue = number | string;

interface DefinitionAttr {
  readonly name: string;
  readonly display_name: string;
  readonly desc?: string;
  readonly type: DataPoint['type'];
  readonly data_type: DataPoint['dataType'];
  readonly position: { readonly len: number };
  readonly uint_spec?: WireRange;
  readonly enum?: readonly string[];
}

/** Of values on the wire, of which `ratio` and `addition` make real ones. */
interface WireRange {
  readonly min: number;
  readonly max: number;
  readonly ratio: number;
  readonly addition: number;
}

const wireBytes: Partial<Record<DataPoint['dataType'], number>> = { uint8: 1, uint16: 2, uint32: 4 };

/** Those of the document that describes a product. */
export function dataPointsOf({ entities }: { readonly entities: readonly unknown[] }): DataPoint[] {
  const [entity] = entities as readonly { readonly attrs: readonly DefinitionAttr[] }[];
  return (entity?.attrs ?? []).map((attr) => ({
    name: attr.name,
    label: attr.display_name,
    description: attr.desc ?? '',
    type: attr.type,
    dataType: attr.data_type,
    range: rangeOf(attr),
    texts: attr.enum ?? [],
    bytes: attr.position.len,
  }));
}

function rangeOf({ data_type, uint_spec }: DefinitionAttr): NumberRange | undefined {
  const bytes = wireBytes[data_type];
  if (bytes === undefined) return undefined;
  const wholeRange = { min: 0, max: 256 ** bytes - 1, ratio: 1, addition: 0 };
  const { min, max, ratio, addition } = { ...wholeRange, ...uint_spec };
  const decimals = Math.max(decimalsOf(ratio), decimalsOf(addition));
  const real = (wire: number) => Number((wire * ratio + addition).toFixed(decimals));
  return { min: real(min), max: real(max), step: ratio, decimals };
}

function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}

/** Whether its values can be drawn over time. */
export function isDrawable({ dataType }: DataPoint): boolean {
  return dataType !== 'binary';
}

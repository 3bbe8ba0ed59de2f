/** One element of `attrs` of a definition document that the server has checked. */
export interface Attr {
  readonly name: string;
  readonly display_name?: string;
  readonly desc?: string;
  readonly data_type: DataType;
  readonly type: Kind;
  readonly position: { readonly len: number; readonly [key: string]: unknown };
  readonly uint_spec?: UintSpec;
  readonly enum?: readonly string[];
}

export interface UintSpec {
  readonly min: number;
  readonly max: number;
  readonly ratio: number;
  readonly addition: number;
}

export interface DefinitionDocument {
  readonly name: string;
  readonly protocolType: ProtocolType;
  readonly entities: readonly { readonly attrs: readonly Attr[]; readonly [key: string]: unknown }[];
  readonly [key: string]: unknown;
}

export type ProtocolType = 'standard' | 'var_len';

/** In the order in which a standard product keeps its data points. */
export const kinds = ['status_writable', 'status_readonly', 'alert', 'fault'] as const;
export type Kind = (typeof kinds)[number];

export const dataTypes = ['bool', 'enum', 'uint8', 'uint16', 'uint32', 'binary'] as const;
export type DataType = (typeof dataTypes)[number];

const uintBytes: Partial<Record<DataType, number>> = { uint8: 1, uint16: 2, uint32: 4 };

/** A data point as somebody edits it: what only another type needs is kept until it is saved. */
export interface DraftPoint {
  /** Stays the same whatever is edited. */
  readonly key: number;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly dataType: DataType;
  readonly kind: Kind;
  /** Of an enum, by index. */
  readonly texts: readonly string[];
  /** Of a uint: bounds of the number on the wire; left out is the whole range, ratio 1, addition 0. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly ratio?: number | undefined;
  readonly addition?: number | undefined;
  /** Of a binary, in bytes. */
  readonly lenBytes?: number | undefined;
  /** What it was made of; undefined for a new one. */
  readonly origin: Attr | undefined;
}

/** A definition as somebody edits it. */
export interface Draft {
  /** What it was made of: undefined for a new one. */
  readonly document: DefinitionDocument | undefined;
  readonly protocolType: ProtocolType;
  readonly points: readonly DraftPoint[];
}

export function draftOf(document: DefinitionDocument | undefined): Draft {
  if (!document) return { document, protocolType: 'standard', points: [] };
  const points = attrsOf(document).map(draftPointOf);
  return { document, protocolType: document.protocolType, points };
}

export function draftPointOf(attr: Attr, key: number): DraftPoint {
  return {
    key,
    name: attr.name,
    displayName: attr.display_name ?? '',
    description: attr.desc ?? '',
    dataType: attr.data_type,
    kind: attr.type,
    texts: attr.enum ?? [],
    ...attr.uint_spec,
    ...(attr.data_type === 'binary' && { lenBytes: attr.position.len }),
    origin: attr,
  };
}

/** The largest number on the wire; undefined for what is no number. */
export function wireMaxOf(dataType: DataType): number | undefined {
  const bytes = uintBytes[dataType];
  return bytes && 2 ** (8 * bytes) - 1;
}

/** A number's bounds and scale, with what is left out. */
export function uintSpecOf({ dataType, min, max, ratio, addition }: DraftPoint): UintSpec {
  return { addition: addition ?? 0, max: max ?? wireMaxOf(dataType) ?? 0, ratio: ratio ?? 1, min: min ?? 0 };
}

/** What a number on the wire means, without the noise of binary fractions. */
export function realOf({ ratio, addition }: UintSpec, wire: number): number {
  return Number((wire * ratio + addition).toPrecision(12));
}

export function addPoint(draft: Draft, kind: Kind): Draft {
  const names = new Set(draft.points.map(({ name }) => name));
  let number = draft.points.length + 1;
  while (names.has(`point_${number}`)) number++;
  const point: DraftPoint = {
    key: keyOfNext(draft),
    name: `point_${number}`,
    displayName: '',
    description: '',
    dataType: 'bool',
    kind,
    texts: [],
    origin: undefined,
  };
  return withPoints(draft, [...draft.points, point]);
}

export function changePoint(draft: Draft, key: number, change: Partial<DraftPoint>): Draft {
  return withPoints(
    draft,
    draft.points.map((point) => (point.key === key ? changed(point, change) : point)),
  );
}

function changed(point: DraftPoint, change: Partial<DraftPoint>): DraftPoint {
  const next = { ...point, ...change };
  const isAlarm = next.kind === 'alert' || next.kind === 'fault';
  const dataType = isAlarm ? 'bool' : next.dataType;
  // The bounds of another size are no longer any.
  return dataType === point.dataType
    ? { ...next, dataType }
    : { ...next, dataType, min: undefined, max: undefined };
}

export function removePoint(draft: Draft, key: number): Draft {
  return withPoints(
    draft,
    draft.points.filter((point) => point.key !== key),
  );
}

/** Up by -1, down by 1; undefined where it cannot go further: a standard product keeps its kinds together. */
export function movePoint(draft: Draft, key: number, by: -1 | 1): Draft | undefined {
  const index = draft.points.findIndex((point) => point.key === key);
  const [point, other] = [draft.points[index], draft.points[index + by]];
  if (!point || !other || (draft.protocolType === 'standard' && point.kind !== other.kind)) return undefined;
  const points = [...draft.points];
  [points[index], points[index + by]] = [other, point];
  return { ...draft, points };
}

export function changeProtocol(draft: Draft, protocolType: ProtocolType): Draft {
  return withPoints({ ...draft, protocolType }, draft.points);
}

function withPoints(draft: Draft, points: readonly DraftPoint[]): Draft {
  if (draft.protocolType !== 'standard') return { ...draft, points };
  const inOrder = points.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  return { ...draft, points: inOrder };
}

function keyOfNext({ points }: Draft): number {
  return Math.max(-1, ...points.map(({ key }) => key)) + 1;
}

/**
 * The definition to be checked. Places that were given stay as long as nothing has another size, kind or turn; else all
 * data points are placed anew.
 */
export function documentOf({ document, protocolType, points }: Draft, name: string): object {
  const base = document ? attrsOf(document) : [];
  const keepsPlaces =
    document?.protocolType === protocolType &&
    points.length === base.length &&
    points.every((point, index) => point.origin === base[index] && hasSameSize(point));
  const { ui, ...others }: Readonly<Record<string, unknown>> = document ?? { name };
  const [entity] = document?.entities ?? [];
  const isUntouched = keepsPlaces && points.every((point) => isSame(toAttr(point, true), point.origin!));
  return {
    ...others,
    // What an app shows is made of the data points; what somebody has written himself fits them no longer.
    ...(isUntouched && ui !== undefined && { ui }),
    protocolType,
    entities: [{ ...entity, attrs: points.map((point) => toAttr(point, keepsPlaces)) }],
  };
}

export function attrsOf(document: DefinitionDocument): readonly Attr[] {
  return document.entities[0]?.attrs ?? [];
}

function toAttr(point: DraftPoint, keepsPlace: boolean): object {
  const { id: _id, position, uint_spec: _spec, enum: _texts, ...kept } = (point.origin ?? {}) as RawAttr;
  const len = lenOf(point);
  return {
    ...kept,
    name: point.name,
    display_name: point.displayName || point.name,
    desc: point.description,
    data_type: point.dataType,
    type: point.kind,
    ...(keepsPlace ? { position } : len !== undefined && { position: { len } }),
    ...(wireMaxOf(point.dataType) !== undefined && { uint_spec: uintSpecOf(point) }),
    ...(point.dataType === 'enum' && { enum: point.texts }),
  };
}

interface RawAttr extends Partial<Attr> {
  readonly id?: number;
}

function isSame(attr: object, origin: Attr): boolean {
  const { id: _id, ...others } = origin as RawAttr;
  const written = (value: object) =>
    JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return written(attr) === written(others);
}

function hasSameSize({ origin, kind, dataType, ...point }: DraftPoint): boolean {
  if (!origin || origin.type !== kind || origin.data_type !== dataType) return false;
  return (lenOf({ origin, kind, dataType, ...point }) ?? origin.position.len) === origin.position.len;
}

/** Where the data type leaves a choice: of a binary, and the bits of an enum, which never lose those they had. */
function lenOf({ dataType, lenBytes, texts, origin }: DraftPoint): number | undefined {
  if (dataType === 'binary') return lenBytes;
  if (dataType !== 'enum') return undefined;
  const needed = Math.max(1, Math.ceil(Math.log2(Math.max(1, texts.length))));
  return Math.max(needed, origin?.data_type === 'enum' ? origin.position.len : 0);
}

import { type DraftPoint, uintSpecOf, wireMaxOf } from './definition-draft.ts';

export type PointField = 'name' | 'displayName' | 'texts' | 'min' | 'max' | 'ratio' | 'addition' | 'lenBytes';

export type Complaint =
  | 'namePattern'
  | 'nameTwice'
  | 'tooLong'
  | 'noTexts'
  | 'emptyText'
  | 'notInRange'
  | 'belowMin'
  | 'badRatio'
  | 'badLen';

export type PointComplaints = Partial<Record<PointField, Complaint>>;

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const textLengthMax = 512;
const bytesMax = 16_384;

/** What the server would refuse in each data point, by key; those without anything are left out. */
export function complaintsOf(points: readonly DraftPoint[]): ReadonlyMap<number, PointComplaints> {
  const uses = new Map<string, number>();
  for (const { name } of points) uses.set(name, (uses.get(name) ?? 0) + 1);
  const all = points.map((point) => {
    const isTwice = uses.get(point.name)! > 1;
    const complaints = { ...(isTwice && { name: 'nameTwice' as const }), ...complaintsOfOne(point) };
    return [point.key, complaints] as const;
  });
  return new Map(all.filter(([, complaints]) => Object.keys(complaints).length > 0));
}

function complaintsOfOne(point: DraftPoint): PointComplaints {
  return {
    ...(!namePattern.test(point.name) && { name: 'namePattern' }),
    ...(point.displayName.length > textLengthMax && { displayName: 'tooLong' }),
    ...(point.dataType === 'enum' && complaintsOfTexts(point)),
    ...(wireMaxOf(point.dataType) !== undefined && complaintsOfNumber(point)),
    ...(point.dataType === 'binary' && !isWithin(point.lenBytes, 1, bytesMax) && { lenBytes: 'badLen' }),
  };
}

function complaintsOfTexts({ texts }: DraftPoint): PointComplaints {
  if (texts.length === 0) return { texts: 'noTexts' };
  return texts.some((text) => text.trim() === '') ? { texts: 'emptyText' } : {};
}

function complaintsOfNumber(point: DraftPoint): PointComplaints {
  const wireMax = wireMaxOf(point.dataType)!;
  const { min, max, ratio, addition } = uintSpecOf(point);
  return {
    ...(!isWithin(min, 0, wireMax) && { min: 'notInRange' }),
    ...(!isWithin(max, 0, wireMax) ? { max: 'notInRange' } : max < min && { max: 'belowMin' }),
    ...(!(ratio >= 1e-9 && ratio <= 1e9) && { ratio: 'badRatio' }),
    ...(!(Math.abs(addition) <= 1e12) && { addition: 'notInRange' }),
  };
}

function isWithin(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && Number.isInteger(value) && value >= min && value <= max;
}

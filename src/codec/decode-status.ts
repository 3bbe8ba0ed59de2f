import type { MalformedBody } from './apply-report.ts';
import { applyReport } from './apply-report.ts';
import { Malformed } from './malformed.ts';
import type { PublicValue } from './point-value.ts';
import { toPublicValue } from './point-value.ts';
import { createStatusImage, isKnown, readField } from './status-image.ts';
import type { StatusLayout } from './status-layout.ts';

/** Values by data point name, in the order of ids, as the API shows them (contract.md §5 `…/data`). */
export type PublicValues = Record<string, PublicValue>;

/** The known points of a device. */
export function decodeImage(layout: StatusLayout, image: Buffer): PublicValues {
  const values: PublicValues = {};
  for (const field of layout.fields) {
    if (isKnown(image, field)) values[field.point.name] = toPublicValue(field, readField(image, field));
  }
  return values;
}

/** The points that one status body carries; the body is P0 without its action byte. */
export function decodeReport(layout: StatusLayout, body: Buffer): PublicValues | MalformedBody {
  const image = createStatusImage(layout);
  const result = applyReport(layout, image, body);
  return result instanceof Malformed ? result : decodeImage(layout, image);
}

import { toReal } from '../model/scaling.ts';
import { applyReport } from './apply-report.ts';
import { createStatusImage, isKnown, readField } from './status-image.ts';
import type { StatusField, StatusLayout } from './status-layout.ts';

/** The points of a definition that are numbers, by id. */
export function numberFields(layout: StatusLayout): readonly StatusField[] {
  return layout.fields.filter(({ scaling }) => scaling !== undefined);
}

/**
 * The real values that a well-formed status body, that is P0 without its action byte, carries of these fields, in their
 * order; undefined for those that it does not carry. A bool is 0 or 1, an enum its index; binary points have no number.
 */
export function carriedNumbers(
  layout: StatusLayout,
  body: Buffer,
  fields: readonly StatusField[],
): readonly (number | undefined)[] {
  // The device's own image knows what earlier reports carried, too.
  const image = createStatusImage(layout);
  applyReport(layout, image, body);
  return fields.map((field) => {
    if (!isKnown(image, field)) return undefined;
    const raw = readField(image, field) as number;
    return field.scaling ? toReal(field.scaling, raw) : raw;
  });
}

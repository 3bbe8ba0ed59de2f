import { toReal } from '../model/scaling.ts';
import { applyReport } from './apply-report.ts';
import { createStatusImage, isKnown, readField } from './status-image.ts';
import type { StatusField, StatusLayout } from './status-layout.ts';

/** The real value of a uint point. */
export interface CarriedNumber {
  readonly name: string;
  readonly value: number;
}

/** The points of a definition that are numbers, by id. */
export function numberFields(layout: StatusLayout): readonly StatusField[] {
  return layout.fields.filter(({ scaling }) => scaling !== undefined);
}

/** What a well-formed status body, that is P0 without its action byte, carries of these number fields. */
export function carriedNumbers(
  layout: StatusLayout,
  body: Buffer,
  fields: readonly StatusField[],
): readonly CarriedNumber[] {
  // The device's own image knows what earlier reports carried, too.
  const image = createStatusImage(layout);
  applyReport(layout, image, body);
  const numbers: CarriedNumber[] = [];
  for (const field of fields) {
    if (!isKnown(image, field)) continue;
    numbers.push({
      name: field.point.name,
      value: toReal(field.scaling!, readField(image, field) as number),
    });
  }
  return numbers;
}

import { toPublicValue } from './point-value.ts';
import { isKnown, type RawValue, readField } from './status-image.ts';
import type { StatusField, StatusLayout } from './status-layout.ts';

/** A value as apps read it. */
export type AppValue = boolean | number | string | readonly number[];

/**
 * The known points of a device as the WebSocket shows them, by name: bool true or false, binary an array of bytes, the
 * others as everywhere (app-open-api.md §5.4).
 */
export function appValues(layout: StatusLayout, image: Buffer): Record<string, AppValue> {
  const values: Record<string, AppValue> = {};
  for (const field of layout.fields) {
    if (isKnown(image, field)) values[field.point.name] = toAppValue(field, readField(image, field));
  }
  return values;
}

function toAppValue(field: StatusField, raw: RawValue): AppValue {
  if (typeof raw !== 'number') return [...raw];
  return field.point.dataType === 'bool' ? raw === 1 : toPublicValue(field, raw);
}

import { Type } from 'typebox';
import type { Product } from '../../store/catalog.ts';
import { nullable } from '../nullable.ts';

export const alarmKind = Type.Enum(['fault', 'alert']);

/** Which data point an alarm is of. */
export const pointAnswer = {
  kind: alarmKind,
  name: Type.String(),
  display_name: nullable(Type.String({ description: 'null when the product has the point no more' })),
};

export function displayNameOf({ current }: Product, name: string): string | null {
  return current?.definition.dataPoints.find((point) => point.name === name)?.displayName ?? null;
}

import type { DataPoint } from './data-point.ts';
import { isAlarm } from './data-point.ts';
import { compileScaling, toReal } from './scaling.ts';

/**
 * The `ui` of a definition that came without one: one element per data point, none for alerts and faults
 * (product-definition.md §2.1, table of elements).
 */
export function generateUi(dataPoints: readonly DataPoint[]): object {
  const elements = dataPoints.filter((point) => !isAlarm(point)).map(toElement);
  return { object: { version: 4, showEditButton: false }, sections: [{ elements }] };
}

function toElement(point: DataPoint): object {
  const key = `entity0.${point.name}`;
  // Readonly points carry N, not the R that the later edition prints.
  const perm = point.type === 'status_writable' ? 'W' : 'N';
  const common = { key, title: point.displayName, object: { action: 'entity0', bind: [key], perm } };
  switch (point.dataType) {
    case 'bool':
      return { type: 'QBooleanElement', ...common, boolValue: false };
    case 'enum':
      return { type: 'QRadioElement', ...common, items: point.enumTexts };
    case 'binary': {
      const maxLength = 2 * point.position.len;
      return {
        type: 'QMultilineElement',
        ...common,
        keyboardType: 'NumbersAndPunctuation',
        maxLength,
        value: 0,
      };
    }
    default:
      return toNumberElement(point, common);
  }
}

function toNumberElement(point: DataPoint, common: { key: string; title: string; object: object }): object {
  const spec = point.uintSpec!;
  const scaling = compileScaling(spec);
  const max = toReal(scaling, spec.max);
  const min = toReal(scaling, spec.min);
  const object = { ...common.object, uint_spec: { max, step: spec.ratio, min } };
  if (point.type !== 'status_writable') return { type: 'QLabelElement', ...common, object };
  const range = { maximumValue: max, minimumValue: min, value: 0 };
  return { type: 'QFloatElement', ...common, object, bind: 'floatValue:float', ...range };
}

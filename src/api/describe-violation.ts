import type { FastifySchemaValidationError } from 'fastify';

/** The field that breaks a schema and why, in the words of the caller: `limit`, `must be <= 1000` (contract.md §4). */
export function describeViolation(
  violation: FastifySchemaValidationError,
  place = 'body',
): [field: string, reason: string] {
  const path = fieldPath(violation.instancePath);
  const { missingProperty, additionalProperty, allowedValues } = violation.params;
  if (typeof missingProperty === 'string') return [join(path, missingProperty), 'is required'];
  if (typeof additionalProperty === 'string') return [join(path, additionalProperty), 'is not known here'];
  const reason = Array.isArray(allowedValues)
    ? `must be one of ${allowedValues.join(', ')}`
    : (violation.message ?? 'is invalid');
  return [path || place, reason];
}

/** `/attrs/points/3/name` as `attrs.points[3].name`. */
function fieldPath(pointer: string): string {
  const names = pointer.split('/').slice(1).map(unescapePointer);
  return names.reduce((path, name) => (/^\d+$/.test(name) ? `${path}[${name}]` : join(path, name)), '');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function unescapePointer(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

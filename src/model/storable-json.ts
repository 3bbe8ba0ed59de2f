import { invalidField } from './errors.ts';

const depthMax = 32;

/**
 * Refuses JSON that could not be stored and returned unchanged: texts with NUL or half a surrogate pair, which
 * PostgreSQL does not take, and nesting deeper than 32.
 * @throws QiyunError 5002 naming the path
 */
export function checkStorableJson(value: unknown, path = '', depth = 0): void {
  if (typeof value === 'string') checkText(value, path);
  if (typeof value !== 'object' || value === null) return;
  if (depth === depthMax) throw invalidField(path, `nested deeper than ${depthMax}`);
  for (const [key, child] of Object.entries(value)) {
    const childPath = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    checkText(key, childPath);
    checkStorableJson(child, childPath, depth + 1);
  }
}

function checkText(text: string, path: string): void {
  // With the u flag, \p{Surrogate} matches only halves that have no partner.
  if (/[\0\p{Surrogate}]/u.test(text)) throw invalidField(path, 'holds a character that cannot be stored');
}

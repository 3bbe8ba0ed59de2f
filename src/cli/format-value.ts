import { printable } from './printable.ts';

/** A value of an answer as a person reads it. Names that end in `_at` or `_until` are times, in seconds since the epoch. */
export function formatValue(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && /_(at|until)$/.test(name)) return formatTime(value);
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(String).map(printable).join(', ');
  return printable(String(value));
}

function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', 'Z');
}

import type { Device } from './device-queries.ts';

/** The place by its names, the smallest first; undefined when nothing is known of it. */
export function placeText({ city, region, country }: Device): string | undefined {
  return [...new Set([city, region, country])].filter(Boolean).join(', ') || undefined;
}

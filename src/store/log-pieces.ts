import type { LogWindow } from './log-window.ts';
import type { TimeSpan } from './time-span.ts';

/** How many frames a device has in a span, and how many of them carry data points. */
export interface CountedSpan extends TimeSpan {
  readonly frames: number;
  readonly data: number;
}

const hourMs = 3_600_000;

/** Cuts a span at every full hour of UTC; in the order of time. */
export function hourPieces({ fromMs, toMs }: TimeSpan): TimeSpan[] {
  const pieces: TimeSpan[] = [];
  for (let startMs = fromMs; startMs < toMs; ) {
    const endMs = Math.min(toMs, (Math.floor(startMs / hourMs) + 1) * hourMs);
    pieces.push({ fromMs: startMs, toMs: endMs });
    startMs = endMs;
  }
  return pieces;
}

/** Where a page is read: so many entries into a part of the window, from its first or last millisecond as they are sorted. */
export interface PagePlace {
  readonly span: TimeSpan;
  readonly skip: number;
}

/** Leaves out the pieces that lie whole before the page, so that few entries have to be stepped over. */
export function placeOfPage(
  pieces: readonly CountedSpan[],
  log: 'frames' | 'data',
  { sort, skip }: Pick<LogWindow, 'sort' | 'skip'>,
): PagePlace {
  const inOrder = sort === 'asc' ? pieces : pieces.toReversed();
  let index = 0;
  let left = skip;
  while (index < inOrder.length - 1 && left >= inOrder[index]![log]) left -= inOrder[index++]![log];
  const rest = inOrder.slice(index);
  const [first, last] = sort === 'asc' ? [rest[0]!, rest.at(-1)!] : [rest.at(-1)!, rest[0]!];
  return { span: { fromMs: first.fromMs, toMs: last.toMs }, skip: left };
}

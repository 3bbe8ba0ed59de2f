import { type FrameKind, frameKind } from './batch/batch-rows.ts';
import { FrameCounts, type FrameCountsOptions, type LogDatabase } from './frame-counts.ts';
import { hourPieces, type PagePlace, placeOfPage } from './log-pieces.ts';
import { type LogWindow, spanOf, spanValues } from './log-window.ts';
import type { Page } from './read-page.ts';

export interface LoggedFrame {
  readonly receivedAtMs: number;
  readonly kind: FrameKind;
  /** 0 where the product had no data points. */
  readonly definitionVersion: number;
  /** The whole frame as it was on the wire. */
  readonly payload: Buffer;
}

/** Entries that are sooner stepped over than counted first. */
const nearSkip = 500;

const inSpan = 'frame where device_id = $1 and received_at >= $2 and received_at < $3';
const sources = { frames: inSpan, data: `${inSpan} and kind = ${frameKind.data}` } as const;

/** What the devices and the cloud said to each other, in pages by time and sequence. */
export class FrameLog {
  readonly #database: LogDatabase;
  readonly #counts: FrameCounts;

  constructor(database: LogDatabase, options: FrameCountsOptions) {
    this.#database = database;
    this.#counts = new FrameCounts(database, options);
  }

  /** Everything between a device and the cloud. */
  readFrames(window: LogWindow): Promise<Page<LoggedFrame>> {
    return this.#read(window, 'frames');
  }

  /** Only what carries data points. */
  readData(window: LogWindow): Promise<Page<LoggedFrame>> {
    return this.#read(window, 'data');
  }

  async #read(window: LogWindow, log: keyof typeof sources): Promise<Page<LoggedFrame>> {
    const span = spanOf(window);
    const { skip } = window;
    const counting = this.#counts.count(window.deviceId, hourPieces(span));
    if (skip <= nearSkip) {
      const [rows, pieces] = await Promise.all([this.#readRows(window, log, { span, skip }), counting]);
      return { rows, total: sumOf(pieces, log) };
    }
    const pieces = await counting;
    const total = sumOf(pieces, log);
    const rows = skip < total ? await this.#readRows(window, log, placeOfPage(pieces, log, window)) : [];
    return { rows, total };
  }

  async #readRows(window: LogWindow, log: keyof typeof sources, place: PagePlace): Promise<LoggedFrame[]> {
    const values = spanValues(window.deviceId, place.span);
    const { rows } = await this.#database.query<LoggedFrame>(pageText(window, log, place.skip), values);
    return rows;
  }
}

function sumOf(pieces: readonly Readonly<Record<keyof typeof sources, number>>[], log: keyof typeof sources) {
  return pieces.reduce((sum, piece) => sum + piece[log], 0);
}

/**
 * A device's frames lie far apart on disk, so they are fetched only once the index has told which of them the page has.
 * The conditions are said twice, or they would be looked for in the partitions of all days.
 */
function pageText({ sort, limit }: LogWindow, log: keyof typeof sources, skip: number): string {
  const order = `received_at ${sort}, seq ${sort}`;
  return `select received_at as "receivedAtMs", kind, definition_version as "definitionVersion", payload
    from (select device_id, received_at, seq from ${sources[log]}
      order by ${order} limit ${Number(limit)} offset ${Number(skip)}) page
    join (select * from ${sources[log]}) entry using (device_id, received_at, seq) order by ${order}`;
}

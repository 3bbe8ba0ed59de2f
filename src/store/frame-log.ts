import { type FrameKind, frameKind } from './batch/batch-rows.ts';
import type { Queryable } from './database.ts';
import { type LogWindow, windowValues } from './log-window.ts';
import { type Page, readPage } from './read-page.ts';

export interface LoggedFrame {
  readonly receivedAtMs: number;
  readonly kind: FrameKind;
  /** 0 where the product had no data points. */
  readonly definitionVersion: number;
  /** The whole frame as it was on the wire. */
  readonly payload: Buffer;
}

const columns = 'received_at as "receivedAtMs", kind, definition_version as "definitionVersion", payload';
const inWindow = 'frame where device_id = $1 and received_at >= $2 and received_at < $3';

/** Everything between a device and the cloud, by time and sequence. */
export function readFrameLog(db: Queryable, window: LogWindow): Promise<Page<LoggedFrame>> {
  return readFrames(db, window, inWindow);
}

/** Only what carries data points. */
export function readDataLog(db: Queryable, window: LogWindow): Promise<Page<LoggedFrame>> {
  return readFrames(db, window, `${inWindow} and kind = ${frameKind.data}`);
}

function readFrames(db: Queryable, window: LogWindow, source: string): Promise<Page<LoggedFrame>> {
  const { sort, limit, skip } = window;
  return readPage(db, {
    columns,
    source,
    orderBy: `received_at ${sort}, seq ${sort}`,
    values: windowValues(window),
    limit,
    skip,
    fetchedBy: 'device_id, received_at, seq',
  });
}

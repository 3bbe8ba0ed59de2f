import { setTimeout as pause } from 'node:timers/promises';
import { syncToDisk } from '../store/sync-to-disk.ts';

const pauseMs = 100;

/**
 * Brings a file that somebody else writes to the disk bit by bit until the signal. Otherwise the system would hold it back,
 * and write it in one go while commits wait.
 */
export async function flushAsItGrows(path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // It may not be there yet; that all of it is there in the end is not our business.
    await syncToDisk(path).catch(() => {});
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}

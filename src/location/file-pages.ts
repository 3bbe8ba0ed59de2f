import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { QiyunError } from '../model/errors.ts';

export const pageBytes = 1024;
const pagesMax = 1024;

/**
 * A file that is read where it is asked for, with the pages used last kept in memory: at most 1 MiB, however large the
 * file. Reads wait for the disk when neither this nor the system has the page.
 */
export class FilePages {
  readonly sizeBytes: number;
  readonly #name: string;
  readonly #descriptor: number;
  /** In the order of their last use. */
  readonly #pages = new Map<number, Buffer>();
  /** Most reads are of the page that the read before was of. */
  #latest: Buffer = Buffer.alloc(0);
  #latestOffset = -1;

  /** @throws QiyunError 5409 naming the file when it cannot be opened */
  constructor(path: string) {
    this.#name = basename(path);
    this.#descriptor = openFile(path);
    this.sizeBytes = fstatSync(this.#descriptor).size;
  }

  /**
   * The bytes from `offset`, at most {@link pageBytes}; they hold until the next read, and must not be changed.
   *
   * @throws QiyunError 5409 when the file ends before them
   */
  read(offset: number, lengthBytes: number): Buffer {
    const end = offset + lengthBytes;
    if (offset < 0 || end > this.sizeBytes) throw this.damaged(`it ends before byte ${end}`);
    const start = offset % pageBytes;
    const page = this.#page(offset - start);
    if (start + lengthBytes <= page.length) return page.subarray(start, start + lengthBytes);
    const here = page.subarray(start);
    return Buffer.concat([here, this.read(offset + here.length, lengthBytes - here.length)]);
  }

  damaged(reason: string): QiyunError {
    const detail = `${this.#name} is damaged: ${reason}. Install the packages again (npm ci)`;
    return new QiyunError('5409', { detail });
  }

  close(): void {
    this.#pages.clear();
    closeSync(this.#descriptor);
  }

  #page(pageOffset: number): Buffer {
    if (pageOffset === this.#latestOffset) return this.#latest;
    this.#latest = this.#pages.get(pageOffset) ?? this.#readPage(pageOffset);
    this.#latestOffset = pageOffset;
    this.#keepLatest();
    return this.#latest;
  }

  #keepLatest(): void {
    this.#pages.delete(this.#latestOffset);
    this.#pages.set(this.#latestOffset, this.#latest);
  }

  #readPage(pageOffset: number): Buffer {
    const page = this.#freePage();
    const wanted = Math.min(pageBytes, this.sizeBytes - pageOffset);
    const got = readSync(this.#descriptor, page, 0, wanted, pageOffset);
    if (got < wanted) throw this.damaged(`it ends before byte ${pageOffset + wanted}`);
    return page;
  }

  /** The memory of the page used longest ago is used again: buffers let go pile up before they are collected. */
  #freePage(): Buffer {
    if (this.#pages.size < pagesMax) return Buffer.allocUnsafeSlow(pageBytes);
    const [oldest] = this.#pages;
    const [offset, page] = oldest!;
    this.#pages.delete(offset);
    return page;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new QiyunError('5409', { detail: `${basename(path)} cannot be opened`, cause });
  }
}

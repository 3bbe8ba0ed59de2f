import type { FileHandle } from 'node:fs/promises';
import { QiyunError } from '../model/errors.ts';

/** A file or folder in an archive of PostgreSQL. */
export interface ArchiveEntry {
  /** Relative, by slashes, without a leading `./`. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Where its content begins in the archive. */
  readonly offset: number;
  readonly bytes: number;
}

const blockBytes = 512;

/**
 * The entries of a tar archive in the plain form in which PostgreSQL writes it (ustar; src/port/tar.c), in their order.
 *
 * @throws QiyunError when it is cut short, altered, or has an entry that is no file and no folder or leads out of it
 */
export async function* archiveEntries(archive: FileHandle): AsyncGenerator<ArchiveEntry> {
  const { size } = await archive.stat();
  const header = Buffer.alloc(blockBytes);
  for (let position = 0; ; ) {
    const { bytesRead } = await archive.read(header, 0, blockBytes, position);
    if (bytesRead < blockBytes) throw damaged('it ends too early');
    if (header.every((byte) => byte === 0)) return;
    const entry = parseHeader(header, position);
    position = entry.offset + Math.ceil(entry.bytes / blockBytes) * blockBytes;
    if (position > size) throw damaged(`it ends within ${entry.path}`);
    yield entry;
  }
}

function parseHeader(header: Buffer, position: number): ArchiveEntry {
  if (checksumOf(header) !== octal(header, 148, 8)) throw damaged(`no file begins at byte ${position}`);
  const path = text(header, 0, 100).replace(/^\.\//, '').replace(/\/$/, '');
  const type = String.fromCharCode(header[156]!);
  if (type !== '0' && type !== '5') throw damaged(`${path} is neither a file nor a folder`);
  if (path.startsWith('/') || path.split('/').some((part) => part === '' || part === '..'))
    throw damaged(`"${path}" leads out of it`);
  return { path, isFolder: type === '5', offset: position + blockBytes, bytes: octal(header, 124, 12) };
}

/** The sum of all bytes, those of the checksum itself taken for spaces. */
function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

function octal(header: Buffer, offset: number, length: number): number {
  return Number.parseInt(text(header, offset, length).trim() || '0', 8);
}

function text(header: Buffer, offset: number, length: number): string {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}

function damaged(reason: string): QiyunError {
  return new QiyunError('5409', { detail: `the archive of the database is damaged: ${reason}` });
}

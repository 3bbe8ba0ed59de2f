import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { QiyunError } from '../../model/errors.ts';
import { runCommand } from './run-command.ts';

/** Held until released, or until this process is gone however it ended: the lock is the kernel's. */
export interface FolderLock {
  release(): void;
}

/** macOS only: open(2) takes the lock in the same step. Node has no name for it. */
const darwinExclusiveLock = 0x20;

/**
 * Locks the data folder by a file in it. The holder's process id in that file is only for the message: throws
 * a QiyunError with it when another server holds the lock.
 */
export async function lockFolder(path: string): Promise<FolderLock> {
  const fd = process.platform === 'darwin' ? openLocked(path) : openSync(path, openFlags, 0o600);
  try {
    if (process.platform !== 'darwin') await lockDescriptor(fd, path);
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return { release: () => closeSync(fd) };
}

const openFlags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;

function openLocked(path: string): number {
  try {
    return openSync(path, openFlags | constants.O_NONBLOCK | darwinExclusiveLock, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') throw heldByAnother(path);
    throw error;
  }
}

/**
 * Node cannot call flock(2), but the lock belongs to the open file, which a child shares: util-linux's and
 * busybox's `flock` take it and leave it to us.
 */
async function lockDescriptor(fd: number, path: string): Promise<void> {
  const { code, output } = await runCommand({
    argv: ['flock', '-n', '3'],
    env: process.env,
    inheritedFd: fd,
  });
  if (code === 0) return;
  if (code === 1 && output === '') throw heldByAnother(path);
  throw new QiyunError('5409', { detail: `cannot lock ${path}: ${output.trim()}` });
}

function heldByAnother(path: string): QiyunError {
  const holder = readFileSync(path, 'utf8').trim();
  return new QiyunError('5409', {
    detail: `another Qiyun server (process ${holder}) is running on this data folder; its lock is ${path}`,
  });
}

import { chown, lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from './run-command.ts';

/** Who the server runs as: PostgreSQL refuses to run as root, and wants its data directory to be its own. */
export interface ServerAccount {
  /** Owner of everything the server writes; undefined: whoever we are. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** The same program, run as this account. */
  runAs(command: Command): Command;
}

const ownAccount: ServerAccount = { owner: undefined, runAs: (command) => command };

const nobody = { uid: 65534, gid: 65534 };

/** The account for this process: its own, or nobody's when we are root. */
export function chooseServerAccount(): ServerAccount {
  if (process.getuid?.() !== 0) return ownAccount;
  return { owner: nobody, runAs: (command) => ({ ...command, ...nobody }) };
}

/**
 * Makes the account the owner of a file, or of a folder and all in it. The path itself changes hands last, so
 * that an interrupted change is seen and made again.
 */
export async function giveTo({ owner }: ServerAccount, path: string): Promise<void> {
  if (owner === undefined) return;
  const entry = await stat(path);
  if (entry.uid === owner.uid) return;
  const inside = entry.isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const name of inside) await lchown(join(path, name), owner.uid, owner.gid);
  await chown(path, owner.uid, owner.gid);
}

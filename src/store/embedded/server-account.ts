import { chown, lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { QiyunError } from '../../model/errors.ts';
import { type Command, runCommand } from './run-command.ts';

/** Who the server runs as: PostgreSQL refuses to run as root, and wants its data directory to be its own. */
export interface ServerAccount {
  /** Owner of everything the server writes; undefined: whoever we are. */
  readonly owner: Owner | undefined;
  /** The same program, run as this account. */
  runAs(command: Command): Command;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface AccountOptions {
  /** The data folder. When root finds it owned by somebody else, the server runs as its owner. */
  readonly dir: string;
  /** The folder for the socket and the links to the libraries. */
  readonly runFolder: string;
  /** A program of the package, started with `--version` to see that the account can. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
}

const root = { uid: 0, gid: 0 };
const nobody = { uid: 65534, gid: 65534 };

/**
 * The ways in which root can run a server that refuses root, the most confined first: as an ordinary user;
 * the same with the one capability that leads through folders closed to others (a root home has mode 0700);
 * or, where ids cannot be changed, as ourselves under another name in a user namespace.
 */
function waysDownFromRoot(owner: Owner): ServerAccount[] {
  return [
    { owner, runAs: (command) => ({ ...command, ...owner }) },
    { owner, runAs: prefixedBy(capabilityArguments(owner, 'dac_read_search')) },
    { owner, runAs: prefixedBy(capabilityArguments(owner, 'dac_override')) },
    { owner: root, runAs: prefixedBy(['unshare', '--user', '--map-user=65534', '--map-group=65534']) },
  ];
}

function capabilityArguments({ uid, gid }: Owner, capability: string): [string, ...string[]] {
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return ['setpriv', ...ids, `--inh-caps=-all,+${capability}`, `--ambient-caps=-all,+${capability}`];
}

/** The launchers replace themselves by the program, so the process id stays and is the program's own. */
function prefixedBy(launcher: readonly [string, ...string[]]): ServerAccount['runAs'] {
  const [program, ...args] = launcher;
  return (command) => ({ ...command, argv: [program, ...args, ...command.argv] });
}

/**
 * Chooses the account: our own, or when we are root the first way down that is seen to work. Throws a QiyunError
 * that says what each way failed with when none does.
 */
export async function chooseServerAccount(options: AccountOptions): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { owner: undefined, runAs: (command) => command };
  const { uid, gid } = await stat(options.dir);
  const failures: string[] = [];
  for (const account of waysDownFromRoot(uid === 0 ? nobody : { uid, gid })) {
    const failure = await tryAccount(account, options);
    if (failure === undefined) return account;
    failures.push(failure);
  }
  throw new QiyunError('5409', {
    detail:
      `PostgreSQL refuses to run as root, and no other user can reach ${options.dir}: start Qiyun as an ` +
      `ordinary user, or set QIYUN_DATABASE_URL (${failures.join('; ')})`,
  });
}

const reachScript =
  'program=$1; shift; for folder; do cd "$folder" || exit 1; done; exec "$program" --version';

/**
 * Hands the folders to the account and sees whether it can reach them and start a program: what is wrong, or
 * undefined.
 */
async function tryAccount(account: ServerAccount, options: AccountOptions): Promise<string | undefined> {
  const { dir, runFolder, program, env } = options;
  const { uid, gid } = account.owner ?? root;
  const argv = ['sh', '-c', reachScript, 'sh', program, dir, runFolder] as const;
  try {
    for (const folder of [dir, runFolder]) await chown(folder, uid, gid);
    const { code, output } = await runCommand(account.runAs({ argv, env }));
    return code === 0 ? undefined : output.trim();
  } catch (error) {
    return String(error);
  }
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

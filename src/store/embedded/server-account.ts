import { chown, stat } from 'node:fs/promises';
import { QiyunError } from '../../model/errors.ts';
import type { DataFolder } from './data-folder.ts';
import type { Owner } from './give-to.ts';
import type { PostgresPackage } from './postgres-package.ts';
import { type Command, runCommand } from './run-command.ts';

/** Who the server runs as: PostgreSQL refuses to run as root, and wants its cluster to be its own. */
export interface ServerAccount {
  /** Owner of the server's files. */
  readonly owner: Owner;
  /** The same program, run as this account. It keeps the process id it is started with. */
  runAs(command: Command): Command;
}

export interface AccountOptions {
  readonly folder: DataFolder;
  /** The folder for the socket and the library links. */
  readonly run: string;
  readonly programs: PostgresPackage;
  readonly env: NodeJS.ProcessEnv;
}

const root: Owner = { uid: 0, gid: 0 };
const nobody: Owner = { uid: 65534, gid: 65534 };

/**
 * Chooses the account by seeing whether PostgreSQL's programs start: our own, or when we are root the first way
 * down that works. Throws a QiyunError that says what each failed with when none does.
 */
export async function chooseServerAccount(options: AccountOptions): Promise<ServerAccount> {
  const isRoot = process.getuid?.() === 0;
  const accounts = isRoot
    ? waysDownFromRoot(await ownerBelowRoot(options.folder))
    : [ownAccount(options.folder)];
  const failures: string[] = [];
  for (const account of accounts) {
    const failure = await tryAccount(account, options);
    if (failure === undefined) return account;
    failures.push(failure);
  }
  throw new QiyunError('5409', {
    detail:
      `the embedded PostgreSQL cannot run here (${failures.join('; ')}); set QIYUN_DATABASE_URL` +
      (isRoot ? ', or start Qiyun as an ordinary user: PostgreSQL refuses to run as root' : ''),
  });
}

function ownAccount({ owner }: DataFolder): ServerAccount {
  return { owner, runAs: (command) => command };
}

/** Whoever owned the data before keeps it, so that who starts Qiyun as root once is not locked out. */
async function ownerBelowRoot({ cluster, owner }: DataFolder): Promise<Owner> {
  const entry = await stat(cluster).catch(() => owner);
  if (entry.uid !== 0) return { uid: entry.uid, gid: entry.gid };
  return owner.uid !== 0 ? owner : nobody;
}

/**
 * The ways in which root can run a server that refuses root, the most confined first: as an ordinary user; the
 * same with the one capability that leads through folders closed to others (a root home has mode 0700), or with
 * the wider one where containers withhold the first; or, where ids cannot be changed, as ourselves under another
 * name in a user namespace.
 */
function waysDownFromRoot(owner: Owner): ServerAccount[] {
  return [
    { owner, runAs: (command) => ({ ...command, ...owner }) },
    { owner, runAs: prefixedBy(capabilityLauncher(owner, 'dac_read_search')) },
    { owner, runAs: prefixedBy(capabilityLauncher(owner, 'dac_override')) },
    { owner: root, runAs: prefixedBy(['unshare', '--user', '--map-user=65534', '--map-group=65534']) },
  ];
}

/** The secure bit lets the capability count in access(2) too, by which PostgreSQL looks for its programs. */
function capabilityLauncher({ uid, gid }: Owner, capability: string): [string, ...string[]] {
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'];
  return ['setpriv', ...ids, `--inh-caps=-all,+${capability}`, `--ambient-caps=-all,+${capability}`];
}

function prefixedBy(launcher: readonly [string, ...string[]]): ServerAccount['runAs'] {
  const [program, ...args] = launcher;
  return (command) => ({ ...command, argv: [program, ...args, ...command.argv] });
}

/** What keeps the account from reaching the folders and starting a program, or undefined. */
async function tryAccount(account: ServerAccount, options: AccountOptions): Promise<string | undefined> {
  const { env } = options;
  try {
    await chown(options.run, account.owner.uid, account.owner.gid);
    const { code, output } = await runCommand(account.runAs({ argv: trialArguments(options), env }));
    return code === 0 ? undefined : output.trim();
  } catch (error) {
    return String(error);
  }
}

/** `--show` has initdb find and start `postgres` and read the package's files, and write nothing. */
const reachScript = 'cd "$1" && cd "$2" && exec "$3" --show --pgdata="$2"';

function trialArguments({ folder, run, programs }: AccountOptions): Command['argv'] {
  return ['sh', '-c', reachScript, 'sh', folder.dir, run, programs.initdb];
}

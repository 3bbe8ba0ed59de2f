import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { type Answer, type Page, path } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { addPagingOptions, type PagingOptions, pagingQuery } from './paging-options.ts';
import type { Printer } from './printer.ts';
import { requireYes } from './require-yes.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun member create --enterprise 5f3c… --username chang-e --name "嫦娥" --role manager
  qiyun member list --enterprise 5f3c…
  qiyun member update 2ac8… --role viewer
  qiyun member update 2ac8… --password`;

const passwordFlag = '--password [password]';
const passwordBytes = 12;

export function registerMember(program: Command, io: CliIo): void {
  const member = program
    .command('member')
    .description('those of an enterprise who work at the console')
    .addHelpText('after', examples);
  registerCreate(member, io);
  addPagingOptions(member.command('list').description('list the members of an enterprise'))
    .requiredOption('--enterprise <enterprise_id>', 'whose members')
    .action(
      withServer<PagingOptions & { enterprise: string }>(io, async ({ api, printer, options }) => {
        const query = pagingQuery(options);
        const page = await api.get<Page<Answer>>(path`/enterprises/${options.enterprise}/members` + query);
        printer.page(page, ['member_id', 'username', 'name', 'role', 'created_at', 'last_login_at']);
      }),
    );
  registerUpdate(member, io);
  member
    .command('delete <member_id>')
    .description('end a membership, and the sessions of the member')
    .option('--yes', 'really')
    .action(
      withServer<{ yes?: boolean }>(io, async ({ api, printer, args: [id], options }) => {
        requireYes(options, `member ${id}`);
        printer.done(`Member ${id} is erased.`, await api.delete<Answer>(path`/members/${id!}`));
      }),
    );
}

interface CreateOptions {
  readonly enterprise: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly password?: string | true;
}

function registerCreate(member: Command, io: CliIo): void {
  member
    .command('create')
    .description('let somebody of an enterprise work at the console')
    .requiredOption('--enterprise <enterprise_id>', 'whose member')
    .requiredOption('--username <username>', 'with which to log in; nobody else of the installation has it')
    .requiredOption('--name <name>', 'of the person')
    .addOption(roleOption().default('viewer'))
    .option(passwordFlag, 'at least 8 characters; default a new one')
    .action(
      withServer<CreateOptions>(io, async ({ api, printer, options }) => {
        const { enterprise, username, name, role, password: given = true } = options;
        const password = passwordOf(given);
        const created = await api.post<Answer>(path`/enterprises/${enterprise}/members`, {
          username,
          name,
          role,
          password,
        });
        print(printer, created, given === true ? password : undefined);
      }),
    );
}

interface UpdateOptions {
  readonly name?: string;
  readonly role?: string;
  readonly password?: string | true;
}

function registerUpdate(member: Command, io: CliIo): void {
  member
    .command('update <member_id>')
    .description('change a member; another role or password ends the sessions')
    .option('--name <name>', 'of the person')
    .addOption(roleOption())
    .option(passwordFlag, 'at least 8 characters; without one a new one is made')
    .action(
      withServer<UpdateOptions>(io, async ({ api, printer, args: [id], options }) => {
        const { name, role, password: given } = options;
        const password = given && passwordOf(given);
        const changed = await api.patch<Answer>(path`/members/${id!}`, { name, role, password });
        print(printer, changed, given === true ? password : undefined);
      }),
    );
}

function roleOption(): Option {
  return new Option('--role <role>', 'a manager changes what is of the enterprise, a viewer looks').choices([
    'manager',
    'viewer',
  ]);
}

function passwordOf(given: string | true): string {
  return given === true ? randomBytes(passwordBytes).toString('base64url') : given;
}

/** Only a password that nobody has typed has to be shown. */
function print(printer: Printer, member: Answer, newPassword: string | undefined): void {
  if (newPassword === undefined) printer.record(member);
  else printer.secret({ ...member, password: newPassword });
}

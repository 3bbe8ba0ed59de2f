import type { Command } from 'commander';
import { type Answer, type Page, path } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { commaList, onOffOption, wholeNumber } from './option-values.ts';
import { addPagingOptions, type PagingOptions, pagingQuery } from './paging-options.ts';
import { requireYes } from './require-yes.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun enterprise create --name "Heaters Ltd"
  qiyun enterprise update 5f3c… --hourly-quota 36000 --ip-allow-list 192.0.2.7,2001:db8::/32
  qiyun enterprise rotate-secret 5f3c…`;

export function registerEnterprise(program: Command, io: CliIo): void {
  const enterprise = program
    .command('enterprise')
    .description('those who call the enterprise API')
    .addHelpText('after', examples);
  registerCreate(enterprise, io);
  addPagingOptions(enterprise.command('list').description('list the enterprises')).action(
    withServer<PagingOptions>(io, async ({ api, printer, options }) => {
      const page = await api.get<Page<Answer>>(`/enterprises${pagingQuery(options)}`);
      printer.page(page, ['enterprise_id', 'name', 'hourly_quota', 'ip_allow_list', 'created_at']);
    }),
  );
  enterprise
    .command('show <enterprise_id>')
    .description('show an enterprise')
    .action(
      withServer(io, async ({ api, printer, args: [id] }) =>
        printer.record(await api.get<Answer>(path`/enterprises/${id!}`)),
      ),
    );
  registerUpdate(enterprise, io);
  enterprise
    .command('rotate-secret <enterprise_id>')
    .description('give an enterprise a new secret and end its tokens')
    .action(
      withServer(io, async ({ api, printer, args: [id] }) => {
        printer.secret(await api.post<Answer>(path`/enterprises/${id!}/rotate_secret`));
      }),
    );
  enterprise
    .command('delete <enterprise_id>')
    .description('erase an enterprise with its apps, users, products and devices')
    .option('--yes', 'really')
    .action(
      withServer<{ yes?: boolean }>(io, async ({ api, printer, args: [id], options }) => {
        requireYes(options, `enterprise ${id} with its apps, users, products and devices`);
        printer.done(`Enterprise ${id} is erased.`, await api.delete<Answer>(path`/enterprises/${id!}`));
      }),
    );
}

interface CreateOptions {
  readonly name: string;
  readonly id?: string;
  readonly secret?: string;
}

function registerCreate(enterprise: Command, io: CliIo): void {
  enterprise
    .command('create')
    .description('create an enterprise')
    .requiredOption('--name <name>', 'its name')
    .option('--id <enterprise_id>', 'one that programs in the field carry; default a new one')
    .option('--secret <enterprise_secret>', 'one that programs in the field carry; default a new one')
    .action(
      withServer<CreateOptions>(io, async ({ api, printer, options: { name, id, secret } }) => {
        const body = { name, enterprise_id: id, enterprise_secret: secret };
        printer.secret(await api.post<Answer>('/enterprises', body));
      }),
    );
}

interface UpdateOptions {
  readonly name?: string;
  readonly hourlyQuota?: number;
  readonly ipAllowList?: readonly string[];
  readonly usersSearchWithoutSecret?: boolean;
}

function registerUpdate(enterprise: Command, io: CliIo): void {
  enterprise
    .command('update <enterprise_id>')
    .description('change an enterprise')
    .option('--name <name>', 'its name')
    .option('--hourly-quota <calls>', 'calls an hour', wholeNumber)
    .option('--ip-allow-list <ranges>', 'addresses and CIDR blocks, by comma; "" allows all', commaList)
    .addOption(
      onOffOption('--users-search-without-secret', 'users/search with the secret of a product alone'),
    )
    .action(
      withServer<UpdateOptions>(io, async ({ api, printer, args: [id], options }) => {
        const { name, hourlyQuota, ipAllowList, usersSearchWithoutSecret } = options;
        const body = {
          name,
          hourly_quota: hourlyQuota,
          ip_allow_list: ipAllowList,
          users_search_without_secret: usersSearchWithoutSecret,
        };
        printer.record(await api.patch<Answer>(path`/enterprises/${id!}`, body));
      }),
    );
}

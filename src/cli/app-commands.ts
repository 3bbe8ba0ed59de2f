import type { Command } from 'commander';
import { type Answer, type Page, path } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { addPagingOptions, type PagingOptions, pagingQuery } from './paging-options.ts';
import { requireYes } from './require-yes.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun app create --enterprise 5f3c… --name "Heater for iPhone"
  qiyun app list --enterprise 5f3c…`;

interface CreateOptions {
  readonly enterprise: string;
  readonly name: string;
  readonly id?: string;
  readonly secret?: string;
}

export function registerApp(program: Command, io: CliIo): void {
  const app = program.command('app').description('programs of end users').addHelpText('after', examples);
  app
    .command('create')
    .description('create an app')
    .requiredOption('--enterprise <enterprise_id>', 'whose app it is')
    .requiredOption('--name <name>', 'its name')
    .option('--id <appid>', 'one that programs in the field carry; default a new one')
    .option('--secret <app_secret>', 'one that programs in the field carry; default a new one')
    .action(
      withServer<CreateOptions>(io, async ({ api, printer, options: { enterprise, name, id, secret } }) => {
        const body = { name, appid: id, app_secret: secret };
        printer.secret(await api.post<Answer>(path`/enterprises/${enterprise}/apps`, body));
      }),
    );
  addPagingOptions(app.command('list').description('list the apps of an enterprise'))
    .requiredOption('--enterprise <enterprise_id>', 'whose apps')
    .action(
      withServer<PagingOptions & { enterprise: string }>(io, async ({ api, printer, options }) => {
        const query = pagingQuery(options);
        const page = await api.get<Page<Answer>>(path`/enterprises/${options.enterprise}/apps` + query);
        printer.page(page, ['appid', 'name', 'created_at']);
      }),
    );
  app
    .command('rotate-secret <appid>')
    .description('give an app a new secret')
    .action(
      withServer(io, async ({ api, printer, args: [appid] }) => {
        printer.secret(await api.post<Answer>(path`/apps/${appid!}/rotate_secret`));
      }),
    );
  app
    .command('delete <appid>')
    .description('erase an app')
    .option('--yes', 'really')
    .action(
      withServer<{ yes?: boolean }>(io, async ({ api, printer, args: [appid], options }) => {
        requireYes(options, `app ${appid}`);
        printer.done(`App ${appid} is erased.`, await api.delete<Answer>(path`/apps/${appid!}`));
      }),
    );
}

import type { Command } from 'commander';
import { type Answer, type Page, path } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { importList } from './import-list.ts';
import { headerOf, userList } from './list-kind.ts';
import { addPagingOptions, type PagingOptions, pagingQuery } from './paging-options.ts';
import { requireYes } from './require-yes.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun user list --enterprise 5f3c…
  qiyun user import users.csv --enterprise 5f3c…     header: uid,username,phone,…
  qiyun user delete 2ac8… --yes`;

interface ImportOptions {
  readonly enterprise: string;
  readonly app?: string;
  readonly report?: string;
}

export function registerUser(program: Command, io: CliIo): void {
  const user = program.command('user').description('people who use apps').addHelpText('after', examples);
  addPagingOptions(user.command('list').description('list the users of an enterprise'))
    .requiredOption('--enterprise <enterprise_id>', 'whose users')
    .action(
      withServer<PagingOptions & { enterprise: string }>(io, async ({ api, printer, options }) => {
        const query = pagingQuery(options);
        const page = await api.get<Page<Answer>>(path`/enterprises/${options.enterprise}/users` + query);
        printer.page(page, ['uid', 'username', 'phone', 'email', 'is_anonymous', 'created_at']);
      }),
    );
  user
    .command('import <file>')
    .description(
      `enter users: CSV with columns out of ${headerOf(userList)}, or a JSON array of such objects`,
    )
    .requiredOption('--enterprise <enterprise_id>', 'whose users they are')
    .option('--app <appid>', 'the app they count as registered with')
    .option('--report <file>', 'write refused entries to a CSV')
    .action(
      withServer<ImportOptions>(io, ({ api, printer, args: [file], options }) =>
        importList({
          ...{ io, api, printer, report: options.report },
          kind: userList,
          file: file!,
          path: path`/enterprises/${options.enterprise}/users`,
          body: { appid: options.app },
        }),
      ),
    );
  user
    .command('delete <uid>')
    .description('erase a user with all that is kept of the person')
    .option('--yes', 'really')
    .action(
      withServer<{ yes?: boolean }>(io, async ({ api, printer, args: [uid], options }) => {
        requireYes(options, `user ${uid}`);
        printer.done(`User ${uid} is erased.`, await api.delete<Answer>(path`/users/${uid!}`));
      }),
    );
}

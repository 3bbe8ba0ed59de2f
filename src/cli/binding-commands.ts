import type { Command } from 'commander';
import { path } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { importList } from './import-list.ts';
import { bindingList, headerOf } from './list-kind.ts';
import { withServer } from './with-server.ts';

interface ImportOptions {
  readonly product: string;
  readonly app?: string;
  readonly report?: string;
}

const examples = `
Examples:
  qiyun binding import bindings.csv --product de9e…  header: uid,did,is_owner,…`;

export function registerBinding(program: Command, io: CliIo): void {
  const binding = program
    .command('binding')
    .description('which users have bound which devices')
    .addHelpText('after', examples);
  binding
    .command('import <file>')
    .description(
      `enter bindings: CSV with columns out of ${headerOf(bindingList)}, or a JSON array of such objects`,
    )
    .requiredOption('--product <product_key>', 'of which product the devices are')
    .option('--app <appid>', 'the app they count as bound with')
    .option('--report <file>', 'write refused entries to a CSV')
    .action(
      withServer<ImportOptions>(io, ({ api, printer, args: [file], options }) =>
        importList({
          ...{ io, api, printer, report: options.report },
          kind: bindingList,
          file: file!,
          path: path`/products/${options.product}/bindings`,
          body: { appid: options.app },
        }),
      ),
    );
}

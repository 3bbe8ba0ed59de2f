import { type Command, Option } from 'commander';
import { type AdminClient, type Answer, type Page, path } from './admin-client.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import { addPagingOptions, type PagingOptions, pagingQuery } from './paging-options.ts';
import type { Printer } from './printer.ts';
import { withServer } from './with-server.ts';

/** What the server takes in one call. */
const chunkDevices = 1000;

interface OfProduct {
  readonly product: string;
}

/** Devices that came in while their product was in adoption: the list of them, and the decision. */
export function registerWaiting(device: Command, io: CliIo): void {
  addPagingOptions(device.command('waiting').description('list devices that wait for approval'))
    .requiredOption('--product <product_key>', 'of which product')
    .addOption(new Option('--refused', 'list those that were refused instead'))
    .action(
      withServer<PagingOptions & OfProduct & { refused?: boolean }>(io, async ({ api, printer, options }) => {
        const query = `${pagingQuery(options)}&state=${options.refused ? 'refused' : 'waiting'}`;
        const page = await api.get<Page<Answer>>(pathOf(options) + query);
        printer.page(page, ['did', 'mac', 'client_ip', 'first_seen_at', 'last_seen_at']);
      }),
    );
  registerApprove(device, io);
  device
    .command('refuse <did...>')
    .description('refuse devices that wait, now and when they come again')
    .requiredOption('--product <product_key>', 'of which product they are')
    .action(
      withServer<OfProduct>(io, async ({ api, printer, args, options }) => {
        const answer = await api.post<Answer & { refused: string[]; failed: string[] }>(
          `${pathOf(options)}/refuse`,
          { dids: args },
        );
        printer.done(`${answer.refused.length} devices refused.`, answer);
        if (answer.failed.length > 0) throw new CliError(`${answer.failed.join(', ')}: not waiting.`);
      }),
    );
}

interface ApproveOptions extends OfProduct {
  readonly all?: boolean;
  readonly listed?: boolean;
  readonly mac?: string;
}

function registerApprove(device: Command, io: CliIo): void {
  device
    .command('approve [did...]')
    .description('make devices of those that wait')
    .requiredOption('--product <product_key>', 'of which product they are')
    .option('--mac <mac>', 'the mac of the one device')
    .addOption(new Option('--all', 'all that wait now').conflicts('mac'))
    .addOption(new Option('--listed', 'all that were imported with did and mac').conflicts(['mac', 'all']))
    .action(
      withServer<ApproveOptions>(io, async ({ api, printer, args, options }) => {
        const isMany = options.all === true || options.listed === true;
        if (isMany === args.length > 0 || (options.mac !== undefined && args.length !== 1)) {
          throw new CliError('Name the devices, or --all or --listed; --mac goes with one device.');
        }
        const dids = isMany ? await waitingDids(api, options) : args;
        await new Approval(api, printer, options).run(dids);
      }),
    );
}

interface ApprovalAnswer {
  readonly approved: readonly Answer[];
  readonly failed: readonly { readonly did: string; readonly detail: string }[];
}

class Approval {
  readonly #api: AdminClient;
  readonly #printer: Printer;
  readonly #options: ApproveOptions;

  constructor(api: AdminClient, printer: Printer, options: ApproveOptions) {
    this.#api = api;
    this.#printer = printer;
    this.#options = options;
  }

  /** @throws CliError when any was not approved */
  async run(dids: readonly string[]): Promise<void> {
    const { mac } = this.#options;
    const approved: Answer[] = [];
    const failed: Answer[] = [];
    for (let from = 0; from < dids.length; from += chunkDevices) {
      const devices = dids.slice(from, from + chunkDevices).map((did) => ({ did, mac }));
      const answer = await this.#api.post<ApprovalAnswer>(`${pathOf(this.#options)}/approve`, { devices });
      approved.push(...answer.approved);
      failed.push(...answer.failed);
      for (const { did, detail } of answer.failed) this.#printer.note(`${did}: ${detail}`);
    }
    this.#printer.done(`${approved.length} devices approved.`, { approved, failed });
    if (failed.length > 0) throw new CliError(`${failed.length} could not be approved.`);
  }
}

/** Of all that wait now, however many pages; or of those whose mac is known. */
async function waitingDids(api: AdminClient, options: ApproveOptions): Promise<string[]> {
  const dids: string[] = [];
  for (let skip = 0; ; skip += chunkDevices) {
    const page = await api.get<Page<{ did: string; mac: string | null }>>(
      `${pathOf(options)}?limit=${chunkDevices}&skip=${skip}`,
    );
    dids.push(...page.objects.filter(({ mac }) => !options.listed || mac !== null).map(({ did }) => did));
    if (page.objects.length < chunkDevices) return dids;
  }
}

function pathOf({ product }: OfProduct): string {
  return path`/products/${product}/waiting_devices`;
}

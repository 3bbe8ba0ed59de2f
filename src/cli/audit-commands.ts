import type { Command } from 'commander';
import type { Answer } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { wholeNumber } from './option-values.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun audit --source admin
  qiyun audit --did AbCd… --action device.control --limit 20
  qiyun audit --uid 5f3c… --json`;

/** What the server filters by, under the names that it has there. */
const filters = {
  source: 'client, open_api, enterprise_api, admin or console',
  action: 'such as device.control or product.update',
  enterprise_id: 'of which enterprise',
  product_key: 'of which product',
  did: 'of which device',
  uid: 'by or about which user',
  member_id: 'by which member',
  start_ts: 'from this second on, since the epoch',
  end_ts: 'to this second',
  before: 'only what is older than the event with this id',
} as const;

/** Who is the member, or else the user; the rest of an event is in `--json`. */
const columns = [
  'id',
  'occurred_at',
  'source',
  'member_username',
  'client_ip',
  'action',
  'product_key',
  'did',
  'uid',
  'result',
];

interface AuditPage {
  readonly meta: { readonly limit: number; readonly next: string | null };
  readonly objects: readonly Answer[];
}

type AuditOptions = Readonly<Record<string, string | number>>;

export function registerAudit(program: Command, io: CliIo): void {
  const audit = program
    .command('audit')
    .description('who did what to what, the newest first')
    .addHelpText('after', examples)
    .option('--limit <n>', 'how many to show, 1 to 1000', wholeNumber, 100);
  for (const [name, description] of Object.entries(filters))
    audit.option(`--${flagOf(name)} <value>`, description);
  audit.action(
    withServer<AuditOptions>(io, async ({ api, printer, options }) => {
      const page = await api.get<AuditPage>(`/audit?${queryOf(options)}`);
      printer.list(page, columns);
      if (page.meta.next) printer.note(`There is more; see --before ${page.objects.at(-1)?.id}.`);
    }),
  );
}

function flagOf(name: string): string {
  return name.replaceAll('_', '-');
}

function queryOf(options: AuditOptions): URLSearchParams {
  const query = new URLSearchParams({ limit: String(options.limit) });
  for (const name of Object.keys(filters)) {
    const value = options[name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (value !== undefined) query.set(name, String(value));
  }
  return query;
}

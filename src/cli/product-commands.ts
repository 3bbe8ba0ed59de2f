import { type Command, Option } from 'commander';
import { type AdminClient, type Answer, path } from './admin-client.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import { everyPage } from './every-page.ts';
import { durationOrOff, limitOrDefault, nameOrNone, onOffOption } from './option-values.ts';
import type { Printer } from './printer.ts';
import { readJsonFile } from './read-json-file.ts';
import { requireYes } from './require-yes.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun product create --enterprise 5f3c… --name "Heater" --definition heater.json
  qiyun product import heater.json --enterprise 5f3c… --secret 77aa…
  qiyun product update de9e… --definition heater.json --registration preregistered
  qiyun product update de9e… --adoption 7d           then: qiyun device waiting`;

export function registerProduct(program: Command, io: CliIo): void {
  const product = program
    .command('product')
    .description('kinds of devices and what they can say')
    .addHelpText('after', examples);
  registerCreate(product, io);
  registerImport(product, io);
  registerList(product, io);
  product
    .command('show <product_key>')
    .description('show a product with its data points')
    .action(
      withServer(io, async ({ api, printer, args: [key] }) =>
        printProduct(printer, await api.get<Answer>(path`/products/${key!}`)),
      ),
    );
  registerUpdate(product, io);
  product
    .command('rotate-secret <product_key>')
    .description('give a product a new secret and end the tokens for it')
    .action(
      withServer(io, async ({ api, printer, args: [key] }) => {
        printer.secret(await api.post<Answer>(path`/products/${key!}/rotate_secret`));
      }),
    );
  product
    .command('delete <product_key>')
    .description('erase a product with its devices')
    .option('--yes', 'really')
    .action(
      withServer<{ yes?: boolean }>(io, async ({ api, printer, args: [key], options }) => {
        requireYes(options, `product ${key} with its devices`);
        printer.done(`Product ${key} is erased.`, await api.delete<Answer>(path`/products/${key!}`));
      }),
    );
}

interface CreateOptions {
  readonly enterprise: string;
  readonly name: string;
  readonly definition?: string;
  readonly key?: string;
  readonly secret?: string;
}

function registerCreate(product: Command, io: CliIo): void {
  product
    .command('create')
    .description('create a product')
    .requiredOption('--enterprise <enterprise_id>', 'who owns it')
    .requiredOption('--name <name>', 'its name')
    .option('--definition <file>', 'its data points: a product definition in JSON')
    .option('--key <product_key>', 'one that devices in the field carry; default a new one')
    .option('--secret <product_secret>', 'one that devices in the field carry; default a new one')
    .action(
      withServer<CreateOptions>(io, async ({ api, printer, options }) => {
        const { enterprise, name, definition, key, secret } = options;
        const datapoints = definition === undefined ? undefined : await readJsonFile(definition);
        const body = { name, product_key: key, product_secret: secret, datapoints };
        printer.secret(await api.post<Answer>(path`/enterprises/${enterprise}/products`, body));
      }),
    );
}

interface ImportOptions {
  readonly enterprise: string;
  readonly name?: string;
  readonly secret?: string;
}

function registerImport(product: Command, io: CliIo): void {
  product
    .command('import <file>')
    .description('create a product from a definition in JSON, with the product_key it has there')
    .requiredOption('--enterprise <enterprise_id>', 'who owns it')
    .option('--name <name>', 'its name; default the one in the definition')
    .option('--secret <product_secret>', 'the one its devices carry; default a new one')
    .action(
      withServer<ImportOptions>(io, async ({ api, printer, args: [file], options }) => {
        const datapoints = (await readJsonFile(file!)) as Answer | null;
        if (typeof datapoints?.product_key !== 'string') {
          throw new CliError(
            `${file} has no product_key. Use product create --definition to have a new one made.`,
          );
        }
        const { enterprise, name = datapoints.name, secret } = options;
        const body = { name, product_key: datapoints.product_key, product_secret: secret, datapoints };
        printer.secret(await api.post<Answer>(path`/enterprises/${enterprise}/products`, body));
      }),
    );
}

const listColumns = [
  'product_key',
  'name',
  'protocol_type',
  'definition_version',
  'registration',
  'created_at',
];

function registerList(product: Command, io: CliIo): void {
  product
    .command('list')
    .description('list products')
    .option('--enterprise <enterprise_id>', 'only those it owns')
    .action(
      withServer<{ enterprise?: string }>(io, async ({ api, printer, options }) => {
        const owners = options.enterprise === undefined ? await enterpriseIds(api) : [options.enterprise];
        const objects: Answer[] = [];
        for (const owner of owners)
          objects.push(...(await everyPage<Answer>(api, path`/enterprises/${owner}/products`)));
        const total = objects.length;
        printer.page({ meta: { total, limit: total, skip: 0 }, objects }, listColumns);
      }),
    );
}

async function enterpriseIds(api: AdminClient): Promise<string[]> {
  const enterprises = await everyPage<{ enterprise_id: string }>(api, '/enterprises');
  return enterprises.map((enterprise) => enterprise.enterprise_id);
}

interface UpdateOptions {
  readonly name?: string;
  readonly definition?: string;
  readonly remoteControl?: boolean;
  readonly controlRequiresBinding?: boolean;
  readonly controlAck?: string;
  readonly registration?: string;
  readonly association?: string;
  readonly maxMessagesPerSecond?: number | null;
  readonly maxPayloadBytes?: number | null;
  readonly longitudeAttr?: string | null;
  readonly latitudeAttr?: string | null;
  readonly aggData?: boolean;
  readonly passcodeByMac?: boolean;
  readonly adoption?: number;
}

function registerUpdate(product: Command, io: CliIo): void {
  product
    .command('update <product_key>')
    .description('change a product; a changed definition becomes its next version')
    .option('--name <name>', 'its name')
    .option('--definition <file>', 'its data points: a product definition in JSON')
    .addOption(onOffOption('--remote-control', 'whether it may be controlled by the API'))
    .addOption(onOffOption('--control-requires-binding', 'whether only devices bound to a user may be'))
    .addOption(
      new Option(
        '--control-ack <when>',
        'control succeeds when the device acknowledged, or when sent',
      ).choices(['required', 'sent']),
    )
    .addOption(
      new Option('--registration <who>', 'which devices may register').choices([
        'open',
        'preregistered',
        'encrypted',
      ]),
    )
    .addOption(
      new Option('--association <how>', 'whether other enterprises may associate').choices([
        'open',
        'closed',
      ]),
    )
    .option(
      '--max-messages-per-second <number|default>',
      'what one device may send before it is cut',
      limitOrDefault,
    )
    .option(
      '--max-payload-bytes <number|default>',
      'of one message; a device that sends more is cut',
      limitOrDefault,
    )
    .option('--longitude-attr <name|none>', 'the data point that says where a device is', nameOrNone)
    .option('--latitude-attr <name|none>', 'the data point that says where a device is', nameOrNone)
    .addOption(onOffOption('--agg-data', 'whether numbers are summed up by the hour from now on'))
    .addOption(onOffOption('--passcode-by-mac', 'whether an app may ask for a passcode by mac'))
    .option(
      '--adoption <duration|off>',
      'for how long devices that nobody knows may come in and wait for approval, such as 7d',
      durationOrOff,
    )
    .action(
      withServer<UpdateOptions>(io, async ({ api, printer, args: [key], options }) => {
        const body = { ...(await toBody(options)), adoption_until: endOf(options.adoption, io.clock()) };
        const answer = await api.patch<Answer>(path`/products/${key!}`, body);
        printProduct(printer, answer);
      }),
    );
}

/** In seconds since the epoch; null when it lasts for no time. */
function endOf(durationS: number | undefined, nowMs: number): number | null | undefined {
  if (durationS === undefined) return undefined;
  return durationS === 0 ? null : Math.floor(nowMs / 1000) + durationS;
}

async function toBody(options: UpdateOptions): Promise<object> {
  const { name, definition, registration, association } = options;
  return {
    name,
    datapoints: definition === undefined ? undefined : await readJsonFile(definition),
    remote_control: options.remoteControl,
    control_requires_binding: options.controlRequiresBinding,
    control_ack: options.controlAck,
    registration,
    association,
    max_messages_per_second: options.maxMessagesPerSecond,
    max_payload_bytes: options.maxPayloadBytes,
    longitude_attr: options.longitudeAttr,
    latitude_attr: options.latitudeAttr,
    agg_data: options.aggData,
    passcode_by_mac: options.passcodeByMac,
  };
}

interface Definition {
  readonly entities: readonly { readonly attrs: readonly Answer[] }[];
}

function printProduct(printer: Printer, answer: Answer): void {
  const { datapoints, ...record } = answer;
  const rows = (datapoints as Definition | null)?.entities[0]?.attrs ?? [];
  printer.recordWithTable(answer, record, {
    rows,
    columns: ['id', 'name', 'display_name', 'data_type', 'type'],
  });
}

import { type Command, Option } from 'commander';
import { type Answer, type Page, path } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { importList } from './import-list.ts';
import { deviceList, headerOf } from './list-kind.ts';
import { addPagingOptions, type PagingOptions, pagingQuery } from './paging-options.ts';
import { requireYes } from './require-yes.ts';
import { registerWaiting } from './waiting-device-commands.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun device import fleet.csv --product de9e…      header: mac,did,passcode,device_sn
  qiyun device waiting --product de9e…               came in during adoption
  qiyun device approve --product de9e… --all
  qiyun device list --product de9e… --limit 1000
  qiyun device disable AbCd…
  qiyun device rejected AbCd…                        what it sent that nobody understood`;

export function registerDevice(program: Command, io: CliIo): void {
  const device = program.command('device').description('devices').addHelpText('after', examples);
  addPagingOptions(device.command('list').description('list the devices of a product'))
    .requiredOption('--product <product_key>', 'of which product')
    .action(
      withServer<PagingOptions & { product: string }>(io, async ({ api, printer, options }) => {
        const page = await api.get<Page<Answer>>(
          path`/products/${options.product}/devices` + pagingQuery(options),
        );
        printer.page(page, ['did', 'mac', 'is_online', 'is_disabled', 'reported_at', 'created_at']);
      }),
    );
  device
    .command('show <did>')
    .description('show a device')
    .action(
      withServer(io, async ({ api, printer, args: [did] }) =>
        printer.record(await api.get<Answer>(path`/devices/${did!}`)),
      ),
    );
  registerImport(device, io);
  registerWaiting(device, io);
  registerSwitch(device, io, { verb: 'disable', isDisabled: true });
  registerSwitch(device, io, { verb: 'enable', isDisabled: false });
  registerRejected(device, io);
  registerCheckFirmware(device, io);
  device
    .command('delete <did>')
    .description('erase a device and all that is kept of it')
    .option('--yes', 'really')
    .action(
      withServer<{ yes?: boolean }>(io, async ({ api, printer, args: [did], options }) => {
        requireYes(options, `device ${did} and all that is kept of it`);
        printer.done(`Device ${did} is erased.`, await api.delete<Answer>(path`/devices/${did!}`));
      }),
    );
}

interface ImportOptions {
  readonly product: string;
  readonly report?: string;
}

function registerImport(device: Command, io: CliIo): void {
  device
    .command('import <file>')
    .description(
      `enter devices: CSV with a header of ${headerOf(deviceList)}, or a JSON array of such objects`,
    )
    .requiredOption('--product <product_key>', 'of which product they are')
    .option('--report <file>', 'write refused entries to a CSV')
    .action(
      withServer<ImportOptions>(io, ({ api, printer, args: [file], options: { product, report } }) =>
        importList({
          ...{ io, api, printer, report },
          kind: deviceList,
          file: file!,
          path: path`/products/${product}/devices`,
        }),
      ),
    );
}

interface Switch {
  readonly verb: 'disable' | 'enable';
  readonly isDisabled: boolean;
}

function registerSwitch(device: Command, io: CliIo, { verb, isDisabled }: Switch): void {
  device
    .command(`${verb} <did>`)
    .description(isDisabled ? 'end its session and refuse its logins' : 'let it log in again')
    .action(
      withServer(io, async ({ api, printer, args: [did] }) => {
        const answer = await api.patch<Answer>(path`/devices/${did!}`, { is_disabled: isDisabled });
        printer.done(`Device ${did} is ${verb}d.`, answer);
      }),
    );
}

function registerRejected(device: Command, io: CliIo): void {
  addPagingOptions(
    device.command('rejected <did>').description('list what it sent that nobody understood'),
  ).action(
    withServer<PagingOptions>(io, async ({ api, printer, args: [did], options }) => {
      const page = await api.get<Page<Answer>>(path`/devices/${did!}/rejected_frames` + pagingQuery(options));
      printer.page(page, ['received_at', 'reason', 'topic', 'payload']);
    }),
  );
}

function registerCheckFirmware(device: Command, io: CliIo): void {
  device
    .command('check-firmware <did>')
    .description('tell it to look for new firmware now')
    .addOption(new Option('--type <type>', 'whose').choices(['wifi', 'mcu']).default('wifi'))
    .action(
      withServer<{ type: string }>(io, async ({ api, printer, args: [did], options: { type } }) => {
        const answer = await api.post<Answer>(path`/devices/${did!}/check_firmware`, { type });
        printer.done(`Device ${did} was told to look for ${type} firmware.`, answer);
      }),
    );
}

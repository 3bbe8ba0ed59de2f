import type { Command } from 'commander';
import { AdminClient } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { findAdminToken } from './find-admin-token.ts';
import type { GlobalOptions } from './global-options.ts';
import { Printer } from './printer.ts';

/** What a command works with. */
export interface CommandCall<Options> {
  readonly io: CliIo;
  readonly api: AdminClient;
  readonly printer: Printer;
  readonly args: readonly string[];
  readonly options: Options;
}

const defaultServer = 'http://127.0.0.1:8080';

/** An action of commander that has the server at hand. */
export function withServer<Options extends object>(
  io: CliIo,
  work: (call: CommandCall<Options>) => Promise<void>,
): (...parameters: unknown[]) => Promise<void> {
  return async (...parameters) => {
    const command = parameters.at(-1) as Command;
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    const server = options.server ?? io.env.QIYUN_SERVER ?? defaultServer;
    const api = new AdminClient(server, await findAdminToken(options, io.env));
    const printer = new Printer(io, options.json ?? false);
    await work({ io, api, printer, args: command.args, options });
  };
}

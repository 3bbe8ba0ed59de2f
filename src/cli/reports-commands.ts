import type { Command } from 'commander';
import type { Answer } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { withServer } from './with-server.ts';

export function registerReports(program: Command, io: CliIo): void {
  const reports = program
    .command('reports')
    .description('what the reports of the enterprise API are made of');
  reports
    .command('rebuild')
    .description('count everything anew, after data was restored or changed by hand; devices wait meanwhile')
    .action(
      withServer(io, async ({ api, printer }) =>
        printer.done('The reports are counted anew.', await api.post<Answer>('/rebuild_reports')),
      ),
    );
}

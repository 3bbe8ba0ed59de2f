import type { Command } from 'commander';

/** Options that every command has. */
export interface GlobalOptions {
  readonly server?: string;
  readonly adminToken?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

export function addGlobalOptions(program: Command): void {
  program
    .option('--server <url>', 'the Qiyun server; default QIYUN_SERVER or http://127.0.0.1:8080')
    .option('--admin-token <token>', 'default QIYUN_ADMIN_TOKEN, or <data folder>/admin-token')
    .option('--data-dir <folder>', 'data folder of the server; default QIYUN_DATA_DIR or ./data')
    .option('--json', 'print what the server answered, as JSON');
}

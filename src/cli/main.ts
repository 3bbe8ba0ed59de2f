import { runCli } from './run-cli.ts';

const { env, stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), { env, stdout, stderr, clock: Date.now });

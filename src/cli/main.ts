import { endWithReader } from './end-with-reader.ts';
import { runCli } from './run-cli.ts';

const { env, stdout, stderr } = process;
endWithReader(stdout);
process.exitCode = await runCli(process.argv.slice(2), { env, stdout, stderr, clock: Date.now });

// Compiles src/ into dist/ and lays the SQL migrations beside the compiled store, which reads them from there.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const migrations = join(root, 'dist', 'store', 'migrations');
rmSync(migrations, { recursive: true, force: true });
cpSync(join(root, 'src', 'store', 'migrations'), migrations, { recursive: true });

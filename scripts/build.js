// Compiles src/ into dist/ and lays the SQL migrations beside the compiled store, which reads them from there.
// `build.js bench` compiles bench/ into dist-bench/ as well.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

compile('tsconfig.build.json');
if (process.argv[2] === 'bench') compile('tsconfig.bench.json');

const migrations = join(root, 'dist', 'store', 'migrations');
rmSync(migrations, { recursive: true, force: true });
cpSync(join(root, 'src', 'store', 'migrations'), migrations, { recursive: true });

function compile(project) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, project)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

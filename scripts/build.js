// Compiles src/ into dist/compiled/ with tsc and bundles that into the few files of dist/ that are run
// (docs/decisions/0010-one-bundle.md). What else the program reads, such as the SQL migrations, lies in dist/ as it does
// in src/. `build.js bench` compiles bench/ into dist-bench/ as well.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const dist = join(root, 'dist');
const compiled = join(dist, 'compiled');
const programs = { main: 'main.js', worker: 'worker.js', demo: 'demo.js', cli: 'cli/main.js' };

compile('tsconfig.build.json', '--outDir', compiled, '--tsBuildInfoFile', join(compiled, '.tsbuildinfo'));
if (process.argv[2] === 'bench') compile('tsconfig.bench.json');
const written = await bundle();
for (const name of readdirSync(dist)) {
  if (name !== 'compiled' && !written.includes(name)) rmSync(join(dist, name), { recursive: true });
}
const files = readdirSync(source, { recursive: true }).filter((path) => !['', '.ts'].includes(extname(path)));
for (const path of files) cpSync(join(source, path), join(dist, path));

function compile(project, ...options) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const argv = [tsc, '-p', join(root, project), ...options];
  const { status } = spawnSync(process.execPath, argv, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * A module finds the files beside it in dist/ as it does in src/, whichever file of the bundle it is in: all of those are
 * in dist/ itself. Stack traces lead to src/ (`node --enable-source-maps`).
 */
function ownPlaces() {
  return {
    name: 'own-places',
    load(id) {
      if (!id.startsWith(compiled)) return null;
      const place = relative(compiled, id).replaceAll(sep, '/');
      const code = readFileSync(id, 'utf8')
        .replaceAll('import.meta.url', `new URL('./${place}', import.meta.url).href`)
        .replaceAll('import.meta.dirname', `(import.meta.dirname + '/${dirname(place)}')`);
      return { code, map: readFileSync(`${id}.map`, 'utf8') };
    },
  };
}

/** Names of the files it wrote. */
async function bundle() {
  const input = Object.entries(programs).map(([name, path]) => [name, join(compiled, path)]);
  const options = { platform: 'node', plugins: [ownPlaces()], input: Object.fromEntries(input) };
  const build = await rolldown(options);
  const { output } = await build.write({ dir: dist, sourcemap: true, chunkFileNames: 'part-[name].js' });
  await build.close();
  return output.map(({ fileName }) => fileName);
}

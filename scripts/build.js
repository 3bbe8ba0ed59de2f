// Compiles src/ into dist/compiled/ with tsc and bundles that into the few files of dist/ that are run
// (docs/decisions/0010-one-bundle.md). What else the program reads, such as the SQL migrations, lies in dist/ as it does
// in src/. The console becomes dist/console/, compressed beforehand; that is done again only when something of it has
// changed. `build.js bench` compiles bench/ into dist-bench/ as well.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const dist = join(root, 'dist');
const compiled = join(dist, 'compiled');
const consoleSource = join(root, 'console');
const consolePage = join(dist, 'console');
const programs = { main: 'main.js', worker: 'worker.js', demo: 'demo.js', cli: 'cli/main.js' };

compile('tsconfig.build.json', '--outDir', compiled, '--tsBuildInfoFile', join(compiled, '.tsbuildinfo'));
if (process.argv[2] === 'bench') compile('tsconfig.bench.json');
if (!isConsoleFresh()) await buildConsole();
const written = await bundle();
for (const name of readdirSync(dist)) {
  if (!['compiled', 'console'].includes(name) && !written.includes(name))
    rmSync(join(dist, name), { recursive: true });
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

/** Whether nothing that the console is made of is newer than what was made of it. */
function isConsoleFresh() {
  const made = join(consolePage, 'index.html.br');
  if (!existsSync(made)) return false;
  const parts = readdirSync(consoleSource, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
  const { mtimeMs } = statSync(made);
  return [...parts, join(root, 'package-lock.json')].every((path) => statSync(path).mtimeMs < mtimeMs);
}

async function buildConsole() {
  const { build } = await import('vite');
  await build({ root: consoleSource, logLevel: 'warn' });
  const names = readdirSync(consolePage, { recursive: true }).filter((name) => extname(name) !== '');
  // The page comes last: it is how the next build knows that everything is there.
  for (const name of names.toSorted((a, b) => (a === 'index.html') - (b === 'index.html'))) {
    const path = join(consolePage, name);
    const content = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(content));
  }
}

import { isBuiltin } from 'node:module';
import { basename } from 'node:path/posix';
import type { SourceFile } from './source-tree.ts';

/**
 * Which folders of src each one may import besides itself (docs/architecture.md). The files directly in src wire the
 * folders together: they may import all of them, and no folder imports them.
 */
const allowedImports: Readonly<Record<string, readonly string[]>> = {
  model: [],
  codec: ['model'],
  store: ['model'],
  location: ['model'],
  external: ['model'],
  tls: ['model'],
  ingest: ['model', 'codec', 'store', 'location'],
  gateway: ['model', 'codec', 'ingest'],
  reports: ['model', 'store'],
  metrics: ['model'],
  api: ['model', 'codec', 'store', 'location', 'reports', 'metrics'],
  simulator: ['model', 'codec'],
  backup: ['model', 'store'],
  cli: ['simulator', 'backup'],
  processes: ['model', 'metrics'],
  demo: ['model', 'simulator', 'cli'],
};

/** What stands for the folder of the files directly in src. */
const wiring = '';

const namesThatSayNothing = ['utils', 'util', 'common', 'helpers', 'misc', 'shared', 'index'];

/** What breaks a rule, one sentence each. */
type Rule = (files: readonly SourceFile[]) => string[];

export const everyFileHasItsPlace: Rule = (files) =>
  files
    .filter(({ path }) => folderOf(path) !== wiring && !(folderOf(path) in allowedImports))
    .map(({ path }) => `${path} is in no folder that the rules know`);

export const foldersImportOnlyWhatTheyMay: Rule = (files) =>
  importsBetween(files)
    .filter(([from, to]) => folderOf(from) !== wiring && !mayImport(folderOf(from), folderOf(to)))
    .map(([from, to]) => `${from} must not import ${to}`);

function mayImport(folder: string, imported: string): boolean {
  return folder === imported || (allowedImports[folder] ?? []).includes(imported);
}

export const importsNeverGoInCircles: Rule = (files) => {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const circles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || finished.has(path)) return;
    for (const imported of importsOf.get(path) ?? []) visit(imported, [...way, path]);
    finished.add(path);
  };
  for (const { path } of files) visit(path, []);
  return circles;
};

export const nothingIsExportedByDefault: Rule = (files) =>
  files
    .filter(({ text }) => /^export default\b|^export \{[^}]*\bas default\b/m.test(text))
    .map(({ path }) => `${path} has a default export`);

export const namesSayWhatIsInside: Rule = (files) =>
  files
    .filter(({ path }) => path.split('/').some((name) => !isTelling(basename(name, '.ts'))))
    .map(({ path }) => `${path} has a name that does not say what is inside, or is not in kebab-case`);

function isTelling(name: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !namesThatSayNothing.includes(name);
}

/** Only what is installed with `npm install --omit=dev` is there when the program runs. */
export function packagesAreDependencies(dependencies: readonly string[]): Rule {
  return (files) =>
    files.flatMap(({ path, imports }) =>
      imports
        .filter((name) => isPackage(name) && !isBuiltin(name) && !dependencies.includes(packageOf(name)))
        .map((name) => `${path} imports ${name}, which is not among the dependencies`),
    );
}

function isPackage(name: string): boolean {
  return !name.endsWith('.ts');
}

/** `@scope/name` or `name`, without a path inside. */
function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

function importsBetween(files: readonly SourceFile[]): [from: string, to: string][] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((name) => !isPackage(name)).map((name): [string, string] => [path, name]),
  );
}

function folderOf(path: string): string {
  return path.includes('/') ? path.split('/', 1)[0]! : wiring;
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** A source file as the rules see it. */
export interface SourceFile {
  /** Below src, with slashes: `model/clock.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it imports, types included: paths below src, or the names of packages. */
  readonly imports: readonly string[];
}

export const projectFolder = dirname(import.meta.dirname);
const tests = /\.test(-helper)?\.ts$/;
/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`. */
const importForms = [
  /^(?:import|export)\s[^'";]*?\sfrom\s+'([^']+)'/gm,
  /^import\s+'([^']+)'/gm,
  /\bimport\('([^']+)'\)/g,
];

/** All of src but its tests and what only they use. */
export function readSourceTree(): SourceFile[] {
  const src = join(projectFolder, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !tests.test(path))
    .map((path) => toSourceFile(path, readFileSync(join(src, path), 'utf8')));
}

export function toSourceFile(path: string, text: string): SourceFile {
  const specifiers = importForms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1]!));
  return { path, text, imports: specifiers.map((specifier) => resolveFrom(path, specifier)) };
}

function resolveFrom(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

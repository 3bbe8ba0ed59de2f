import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsNeverGoInCircles } from './architecture-rules.ts';
import { projectFolder, type SourceFile, toSourceFile } from './source-tree.ts';

const source = join(projectFolder, 'console', 'src');

/** Which folders of console/src each one may import besides itself. The files directly in it wire them together. */
const allowedImports: Readonly<Record<string, readonly string[]>> = {
  generated: [],
  format: [],
  i18n: [],
  calendar: [],
  api: ['generated'],
  charts: ['format'],
  table: ['format'],
  scope: ['api', 'generated'],
  page: ['api', 'scope', 'format'],
  session: ['api', 'generated', 'page', 'shell'],
  shell: ['api', 'i18n', 'page', 'scope', 'session'],
  pages: ['api', 'calendar', 'charts', 'format', 'generated', 'page', 'scope', 'session', 'table'],
};

const files: readonly SourceFile[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /(?<!\.test|\.d)\.tsx?$/.test(path) && !path.startsWith('generated/'))
  .map((path) => toSourceFile(path, readFileSync(join(source, path), 'utf8')));

function folderOf(path: string): string {
  return path.includes('/') ? path.split('/', 1)[0]! : '';
}

describe('the console', () => {
  test('has folders that import only what lies below them', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((imported) => /\.tsx?$/.test(imported) && !mayImport(folderOf(path), folderOf(imported)))
        .map((imported) => `${path} must not import ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  test('has no imports in circles', () => {
    expect(importsNeverGoInCircles(files)).toEqual([]);
  });

  test('has names that say what is inside', () => {
    expect(files.map(({ path }) => path).filter((path) => !/^[a-z0-9/-]+\.tsx?$/.test(path))).toEqual([]);
    expect(files.filter(({ path }) => /(^|\/)(utils?|common|helpers|misc|index)(\.|\/)/.test(path))).toEqual(
      [],
    );
  });
});

function mayImport(folder: string, imported: string): boolean {
  return folder === '' || folder === imported || (allowedImports[folder] ?? []).includes(imported);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  everyFileHasItsPlace,
  foldersImportOnlyWhatTheyMay,
  importsNeverGoInCircles,
  namesSayWhatIsInside,
  nothingIsExportedByDefault,
  packagesAreDependencies,
} from './architecture-rules.ts';
import { projectFolder, readSourceTree, toSourceFile } from './source-tree.ts';

const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
const dependencies = Object.keys(manifest.dependencies);

/** Each rule with a tree that breaks it once. */
const rules = [
  {
    title: 'every file is in a folder whose place is known',
    rule: everyFileHasItsPlace,
    broken: { 'things/clock.ts': '' },
  },
  {
    title: 'folders import only what lies below them, types included',
    rule: foldersImportOnlyWhatTheyMay,
    broken: { 'gateway/gateway.ts': "import type {\n  Row,\n} from '../store/database.ts';\n" },
  },
  {
    title: 'the wiring is imported by no folder',
    rule: foldersImportOnlyWhatTheyMay,
    broken: { 'model/clock.ts': "import { readConfig } from '../config.ts';\n" },
  },
  {
    title: 'imports never go in circles',
    rule: importsNeverGoInCircles,
    broken: {
      'model/hen.ts': "import type { Egg } from './egg.ts';\n",
      'model/egg.ts': "import type { Hen } from './hen.ts';\n",
    },
  },
  {
    title: 'nothing is exported by default',
    rule: nothingIsExportedByDefault,
    broken: { 'model/clock.ts': 'export default Date.now;\n' },
  },
  {
    title: 'names say what is inside',
    rule: namesSayWhatIsInside,
    broken: { 'model/utils.ts': '' },
  },
  {
    title: 'packages that the program imports are installed without those for development',
    rule: packagesAreDependencies(dependencies),
    broken: { 'model/clock.ts': "import { test } from 'vitest';\nimport { join } from 'node:path';\n" },
  },
];

describe.each(rules)('$title', ({ rule, broken }) => {
  test('in src', () => {
    expect(rule(readSourceTree())).toEqual([]);
  });

  test('and the rule finds who breaks it', () => {
    const files = Object.entries(broken).map(([path, text]) => toSourceFile(path, text));
    expect(rule(files)).toHaveLength(1);
  });
});

test('the rules see all of src', () => {
  const files = readSourceTree();
  const paths = new Set(files.map(({ path }) => path));
  const unknown = files.flatMap(({ imports }) =>
    imports.filter((name) => name.endsWith('.ts') && !paths.has(name)),
  );
  expect(unknown).toEqual([]);
  expect(paths).toContain('main.ts');
});

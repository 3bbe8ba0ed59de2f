import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorTable } from '../src/model/errors.ts';
import { projectFolder } from './source-tree.ts';

const codes = Object.entries(errorTable)
  .map(([code, { status, en, zh }]) => ({ code, status, en, zh }))
  .filter(({ code }) => code.startsWith('5'));

const testFiles = ['src', 'test'].flatMap((folder) =>
  readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(projectFolder, folder, name), 'utf8')),
);

/** Texts that a function follows, which is what a test's title is. */
const titles = testFiles.flatMap((text) =>
  [...text.matchAll(/(['"`])((?:(?!\1)[^\n])*)\1,\s*(?:async )?\(/g)].map(([, , title]) => title!),
);

test('the page of errors has every code with its status and both texts', () => {
  const page = readFileSync(join(projectFolder, 'docs/errors.md'), 'utf8');
  const rows = page.matchAll(/^\| (\d{3}) \| (\d{4}) \| (.+?) \| (.+?) \| .+ \|$/gm);
  const documented = [...rows].map(([, status, code, en, zh]) => ({ code, status: Number(status), en, zh }));
  expect(documented).toEqual(codes);
});

describe('a test is named after', () => {
  test.each(codes.map(({ code }) => code))('%s', (code) => {
    expect(titles.filter((title) => title.includes(code))).not.toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../source-tree.ts';
import { countKinds } from './statement.ts';
import { clausesOf, numbers5, numbers311, sections31 } from './statement-numbers.ts';
import { statements31 } from './statements-3-1.ts';
import { statements311 } from './statements-3-1-1.ts';
import { statements5 } from './statements-5.ts';

const document = readFileSync(join(projectFolder, 'docs/mqtt.md'), 'utf8');
const titles = new Set(['src/gateway', 'test'].flatMap(testFilesBelow).flatMap(titlesIn));

const standards = [
  { name: '3.1', statements: statements31 },
  { name: '3.1.1', statements: statements311 },
  { name: '5', statements: statements5 },
];

function testFilesBelow(folder: string): string[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test(-helper)?\.ts$/.test(name))
    .map((name) => join(projectFolder, folder, name));
}

/** Of tests, and of cases that become tests: test('…', test.each(…)('…', { title: '…'. */
function titlesIn(file: string): string[] {
  const quoted = /(?:\btest\(|\)\(|\btitle:|^ *\[)\s*(['"`])((?:\\.|(?!\1).)*)\1/gms;
  return [...readFileSync(file, 'utf8').matchAll(quoted)].map(([, , title]) => title!);
}

test.each([
  { name: '3.1.1', statements: statements311, numbers: numbers311 },
  { name: '5', statements: statements5, numbers: numbers5 },
])('every statement that MQTT $name numbers has one row', ({ statements, numbers }) => {
  expect(statements.map(({ clause }) => clause)).toEqual(clausesOf(numbers));
});

test('every section of MQTT 3.1 that demands something has rows, in its order', () => {
  const sections = statements31.map(({ clause }) => clause.split(' ')[0]!);
  expect([...new Set(sections)]).toEqual(sections31);
  expect(new Set(statements31.map(({ clause }) => clause)).size).toBe(statements31.length);
});

describe.each(standards)('MQTT $name', ({ name, statements }) => {
  test('every test that is named is there', () => {
    const named = statements.flatMap((statement) => ('shownBy' in statement ? statement.shownBy : []));
    expect(named.filter((title) => !titles.has(title!))).toEqual([]);
  });

  test('every deviation has its reason in docs/mqtt.md', () => {
    const headings = statements.flatMap((statement) =>
      'deviation' in statement ? [`**${statement.deviation}.**`] : [],
    );
    expect([...new Set(headings)].filter((heading) => !document.includes(heading))).toEqual([]);
  });

  test('docs/mqtt.md tells how many are shown by tests, cannot concern a server like this, and are deviations', () => {
    const { shown, notOurs, deviating } = countKinds(statements);
    expect(document).toContain(`| ${name} | ${statements.length} | ${shown} | ${notOurs} | ${deviating} |`);
  });
});

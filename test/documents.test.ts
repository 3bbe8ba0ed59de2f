import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configHelp, readConfig } from '../src/config.ts';
import { projectFolder } from './source-tree.ts';

const readmes = ['README.md', 'README.zh-CN.md'];
const documents = [
  ...readdirSync(projectFolder).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(projectFolder, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

interface SettingNames {
  readonly variable: string;
  readonly flag: string;
  /** As written; undefined where it is told in words. */
  readonly literal: string | undefined;
}

function read(document: string): string {
  return readFileSync(join(projectFolder, document), 'utf8');
}

/** Rows such as: | `QIYUN_HTTP_PORT` | `--http-port` | HTTP port | `8080` | */
function settingsOf(document: string): SettingNames[] {
  const rows = read(document).matchAll(
    /^\| `(QIYUN_\w+)` \| `--([\w-]+)` \| .* \| (?:`([^`]+)`|[^`|]+) \|$/gm,
  );
  return [...rows].map(([, variable, flag, literal]) => ({ variable: variable!, flag: flag!, literal }));
}

/** What the program does when nothing is set, as a document would write it; undefined where only words can tell. */
function actualDefaults(): (string | undefined)[] {
  const defaults = { ...readConfig({}, []), dataDir: './data', processes: undefined };
  return Object.values(defaults).map((value) =>
    value === undefined || Array.isArray(value) ? undefined : String(value),
  );
}

/** Lines such as: --http-port QIYUN_HTTP_PORT HTTP port [8080] */
const helpLines = [...configHelp().matchAll(/^ +--([\w-]+) +(QIYUN_\w+) .*\[(.*)\]$/gm)];
const helpSettings = helpLines.map(([, flag, variable, shown], index) => {
  const literal = actualDefaults()[index];
  return { names: { variable: variable!, flag: flag!, literal }, shown: shown! };
});

test('the help shows every setting with the default that counts', () => {
  expect(helpSettings).toHaveLength(actualDefaults().length);
  expect(resolve('data')).toBe(readConfig({}, []).dataDir);
  for (const { names, shown } of helpSettings) {
    if (names.literal === undefined) expect(shown).toMatch(/^[a-z ]+$/);
    else expect(shown).toBe(names.literal);
  }
});

test.each(readmes)(
  '%s lists the settings of the program with their defaults, in the same order',
  (readme) => {
    expect(settingsOf(readme)).toEqual(helpSettings.map(({ names }) => names));
  },
);

test('the Chinese README has the headings and the commands of the English one', () => {
  const [english, chinese] = readmes.map(read);
  const outline = (text: string) => (text.match(/^#+ /gm) ?? []).join();
  const commands = (text: string) => text.match(/^```[\s\S]*?^```$/gm) ?? [];
  expect(outline(chinese!)).toBe(outline(english!));
  expect(commands(chinese!)).toEqual(commands(english!));
});

describe.each(documents)('%s', (document) => {
  test('names only scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...read(document).matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)];
    const unknown = named.map(([, run, short]) => run ?? short!).filter((name) => !(name in scripts));
    expect(unknown).toEqual([]);
  });

  test('links only to what is there', () => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => link!);
    const missing = links.filter((link) => !existsSync(join(projectFolder, dirname(document), link)));
    expect(missing).toEqual([]);
  });

  test('names only files of src that are there', () => {
    const named = [...read(document).matchAll(/`(src\/[\w./-]+|(?:test|scripts|bench|bin)\/[\w./-]+)`/g)];
    const missing = named.map(([, path]) => path!).filter((path) => !existsSync(join(projectFolder, path)));
    expect(missing).toEqual([]);
  });
});

/** Rows such as: | API1 … | `test/x.test.ts`: title of a test | */
const namedTests = [...read('docs/security.md').matchAll(/^\|[^|]*\| `([\w/-]+\.test\.ts)`: (.+) \|$/gm)].map(
  ([, file, title]) => [title!, file!] as const,
);

test('each of the ten risks of APIs has a test', () => {
  const risks = [...read('docs/security.md').matchAll(/^\| API(\d+) .*\.test\.ts`: /gm)].map(([, risk]) =>
    Number(risk),
  );
  expect(risks).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test.each(namedTests)('there is a test “%s” in %s, as the page on security says', (title, file) => {
  expect(read(file)).toContain(title);
});

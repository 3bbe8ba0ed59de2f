import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const source = join(import.meta.dirname, '..', 'console', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
const folders = files
  .filter((name) => name.endsWith('messages.en.json'))
  .map((name) => name.replace(/\/?messages\.en\.json$/, ''));

describe.each(folders)('the messages of console/src/%s', (folder) => {
  const english = messagesOf(folder, 'en');
  const chinese = messagesOf(folder, 'zh');

  test('say the same things in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('fill in the same values in both languages', () => {
    for (const [key, text] of english) {
      expect([key, valuesIn(chinese.get(key)!)]).toEqual([key, valuesIn(text)]);
    }
  });

  test('are texts, none of them empty', () => {
    for (const text of [...english.values(), ...chinese.values()]) expect(text.trim()).not.toBe('');
  });
});

/** Texts by their keys; keys of nested objects are joined with dots. */
function messagesOf(folder: string, language: string): Map<string, string> {
  return flat(JSON.parse(readFileSync(join(source, folder, `messages.${language}.json`), 'utf8')), '');
}

function flat(messages: Record<string, unknown>, prefix: string): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]) =>
      typeof value === 'object'
        ? [...flat(value as Record<string, unknown>, `${prefix}${key}.`)]
        : [[`${prefix}${key}`, String(value)] as [string, string]],
    ),
  );
}

function valuesIn(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g))].sort();
}

import { expect, test } from 'vitest';
import { settingArguments } from './server-settings.ts';

test('settings given replace ours', () => {
  const settings = settingArguments('/run', { max_connections: '7' });
  expect(settings.filter((argument) => argument.startsWith('max_connections'))).toEqual([
    'max_connections=7',
  ]);
});

test('durability is left as PostgreSQL has it', () => {
  expect(settingArguments('/run').join(' ')).not.toMatch(/fsync|synchronous_commit|full_page_writes/);
});

test('a comma or a quote in the path of the socket does not end it', () => {
  expect(settingArguments('/a, "b"')).toContain('unix_socket_directories="/a, ""b"""');
});

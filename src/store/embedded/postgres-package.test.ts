import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findPostgresPackage } from './postgres-package.ts';

test('the package of this platform brings initdb and postgres', () => {
  const found = findPostgresPackage();
  expect([found.initdb, found.postgres].map((path) => existsSync(path))).toEqual([true, true]);
});

test('a platform without a package is told to use another server', () => {
  expect(() => findPostgresPackage('win32-x64')).toThrow(/win32-x64.*QIYUN_DATABASE_URL/);
});

test('a package that npm left out is named with the ways to get one', () => {
  const elsewhere = process.platform === 'darwin' ? 'linux-x64' : 'darwin-arm64';
  expect(() => findPostgresPackage(elsewhere)).toThrow(/not installed.*QIYUN_DATABASE_URL/);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultAppSocketLimits } from '../src/api/app-socket/app-socket-limits.ts';
import { httpLimits } from '../src/api/http-limits.ts';
import { defaultSessionLimits } from '../src/gateway/session-limits.ts';
import { defaultGroupCommitLimits } from '../src/ingest/group-commit.ts';
import { projectFolder } from './source-tree.ts';

const operations = readFileSync(join(projectFolder, 'docs', 'operations.md'), 'utf8');

/** As the page writes it: by the unit at the end of the name. */
function written(name: string, value: number): string {
  if (/Bytes$/.test(name)) return value % (1 << 20) === 0 ? `${value >> 20} MiB` : `${value >> 10} KiB`;
  if (/Ms$/.test(name)) return `${value / 1000} s`;
  if (/bytesPerSecond$/i.test(name)) return `${value >> 20} MiB/s`;
  if (/Seconds$/.test(name)) return `${value} s`;
  return value.toLocaleString('en');
}

/** Rows such as: | `maxPacketBytes` | 64 KiB | what it is | */
test.each([
  ['devices', defaultSessionLimits],
  ['batches', defaultGroupCommitLimits],
  ['HTTP', httpLimits],
  ['apps on WebSockets', defaultAppSocketLimits],
])('the page about operations tells every limit of %s as it is', (_, limits) => {
  const rows = Object.entries(limits).map(([name, value]) => `| \`${name}\` | ${written(name, value)} |`);
  expect(rows.filter((row) => !operations.includes(row))).toEqual([]);
});

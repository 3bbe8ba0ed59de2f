import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

test('a command whose reader has gone, as head goes, ends without a word', async () => {
  const command = spawn(process.execPath, ['bin/qiyun.js', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  command.stdout.destroy();
  const [errors, [code]] = await Promise.all([text(command.stderr), once(command, 'close')]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
});

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from './source-tree.ts';

function read(path: string): string {
  return readFileSync(join(projectFolder, path), 'utf8');
}

const unit = 'packaging/qiyun.service';
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** What systemd says to the unit, with programs of this machine in the places of those of an installation. */
test.runIf(hasSystemd)('systemd finds no fault with the unit', () => {
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(projectFolder, unit)], {
    encoding: 'utf8',
  });
  const aboutIt = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('qiyun.service'));
  expect(aboutIt.filter((line) => !/Command .* is not executable/.test(line))).toEqual([]);
});

test.runIf(hasSystemd)('the unit exposes little', () => {
  const path = join(projectFolder, unit);
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', path], {
    encoding: 'utf8',
  });
  const [, level] = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)!;
  expect(Number(level)).toBeLessThan(3);
});

test('the unit gives a stop more time than the program takes', () => {
  const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(read(unit))!;
  const [, longestMs] = /^const maxStopMs = ([\d_]+);$/m.exec(read('src/process-ending.ts'))!;
  expect(Number(seconds) * 1000).toBeGreaterThan(Number(longestMs!.replaceAll('_', '')));
  expect(read(unit)).toContain('KillMode=mixed');
});

test('the image is made of what is there, and leaves out what is made anew', () => {
  const dockerfile = read('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from]) =>
    from!.split(' '),
  );
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(projectFolder, path)))).toEqual([]);
  const ignored = read('.dockerignore').split('\n');
  expect(copied.filter((path) => ignored.includes(path))).toEqual([]);
  expect(ignored).toEqual(expect.arrayContaining(['.git', '**/node_modules', 'dist', 'data']));
});

test('the image runs as an ordinary user, the program that a build makes', () => {
  const lastStage = read('Dockerfile')
    .split(/^FROM /m)
    .at(-1)!;
  expect(lastStage).toMatch(/^USER node$/m);
  expect(lastStage).toContain('"dist/main.js"');
  expect(JSON.parse(read('package.json')).scripts.start).toContain('dist/main.js');
});

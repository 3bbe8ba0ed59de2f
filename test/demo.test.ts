import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const program = join(import.meta.dirname, '..', 'dist', 'demo.js');
const firstCommand = '# A token';
const lastCommand = /cmd\?limit=4"; echo\n/;

/** One run of the demo, begun as `npm run demo` begins it but for the ports. */
class DemoRun {
  readonly #child: ChildProcess;
  #output = '';

  constructor(dataDir: string) {
    const flags = ['--data-dir', dataDir, '--http-port', '0', '--mqtt-port', '0'];
    const env = { PATH: process.env.PATH, QIYUN_DEMO_DEVICES: '6' };
    this.#child = spawn(process.execPath, [program, ...flags], { detached: true, env });
    this.#child.stderr!.on('data', (text) => {
      this.#output += text;
    });
  }

  /** Resolves to what it has printed when that is all there is to paste. */
  shown(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#child.stdout!.on('data', (text) => {
        this.#output += text;
        if (lastCommand.test(this.#output)) resolve(this.#output);
      });
      this.#child.once('close', () => reject(new Error(`the demo ended: ${this.#output}`)));
    });
  }

  /** Ctrl-C: SIGINT to all of the process group. Resolves to the exit code. */
  async interrupt(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    process.kill(-this.#child.pid!, 'SIGINT');
    const [code] = await once(this.#child, 'close');
    return code;
  }
}

/** Pastes all the commands into a shell. Resolves to a line of answer for each that prints one. */
async function paste(shown: string): Promise<string[]> {
  const script = shown.slice(shown.indexOf(firstCommand), shown.search(lastCommand));
  const { stdout } = await promisify(execFile)('sh', ['-ec', `${script}cmd?limit=4"; echo`]);
  return stdout.trimEnd().split('\n');
}

let parent: string;
let run: DemoRun;
let shown: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'qiyun-demo-'));
  run = new DemoRun(join(parent, 'data'));
  shown = await run.shown();
});

afterAll(async () => {
  await run.interrupt();
  await rm(parent, { recursive: true });
});

test('the commands it shows work as they are printed, in a plain shell', async () => {
  const [search, data, control, cmd] = (await paste(shown)).map((line) => JSON.parse(line));
  expect(search.objects[0]).toMatchObject({ is_online: 1 });
  expect(data.objects[0].attrs).toHaveProperty('air_temperature');
  expect(control).toEqual({});
  expect(cmd.objects.map(({ type }: { type: string }) => type)).toContain('app2dev');
});

test('it prints the ready line with the real ports, and keeps its secrets to its owner', async () => {
  const ready = JSON.parse(/^\{"event":"ready".*$/m.exec(shown)![0]);
  expect(ready).toMatchObject({ http: expect.any(Number), mqtt: expect.any(Number) });
  expect((await stat(join(parent, 'data', 'demo.json'))).mode & 0o777).toBe(0o600);
});

test('Ctrl-C ends it cleanly, and the next run shows the same devices of the same products', async () => {
  const before = await readFile(join(parent, 'data', 'demo.json'), 'utf8');
  expect(await run.interrupt()).toBe(0);
  run = new DemoRun(join(parent, 'data'));
  const shownAgain = await run.shown();
  expect(await readFile(join(parent, 'data', 'demo.json'), 'utf8')).toBe(before);
  expect(withoutPort(shownAgain)).toBe(withoutPort(shown));
  expect(await paste(shownAgain)).toHaveLength(4);
});

/** The commands but for the port, which is another one each time. */
function withoutPort(text: string): string {
  return text.slice(text.indexOf(firstCommand), text.search(lastCommand)).replace(/127\.0\.0\.1:\d+/, '');
}

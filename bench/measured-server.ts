import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { LoadDevice } from '../src/simulator/load-generator.ts';

const ticksPerSecond = 100;

/** Seconds of processor time since the start. */
export interface CpuTimes {
  readonly server: number;
  readonly postgres: number;
  readonly generator: number;
}

interface ReadyLine {
  readonly http: number;
  readonly mqtt: number;
  readonly postgres_pid: number;
}

/** The built server on an empty folder, as an operator starts it: everything that production has is on. */
export class MeasuredServer {
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  readonly #ready: ReadyLine;
  readonly #adminToken: string;

  constructor(process: ChildProcess, dataDir: string, ready: ReadyLine, adminToken: string) {
    this.#process = process;
    this.#dataDir = dataDir;
    this.#ready = ready;
    this.#adminToken = adminToken;
  }

  static async start(): Promise<MeasuredServer> {
    const dataDir = await mkdtemp(join(tmpdir(), 'qiyun-bench-'));
    const main = new URL('../../dist/main.js', import.meta.url).pathname;
    const args = [
      main,
      '--data-dir',
      dataDir,
      '--http-port',
      '0',
      '--mqtt-port',
      '0',
      '--listen-host',
      '127.0.0.1',
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ready = await readReadyLine(child);
    const adminToken = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    return new MeasuredServer(child, dataDir, ready, adminToken);
  }

  get mqttPort(): number {
    return this.#ready.mqtt;
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await exited;
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** Makes an enterprise, a product with this definition, and imports so many devices into it. */
  async createDevices(definition: object, count: number): Promise<LoadDevice[]> {
    const { enterprise_id } = await this.#post('/enterprises', { name: 'bench' });
    const product = await this.#post(`/enterprises/${enterprise_id}/products`, {
      name: 'bench',
      datapoints: definition,
    });
    const devices = Array.from({ length: count }, (_, index) => ({
      mac: index.toString(16).padStart(12, '0'),
      did: `bench${String(index).padStart(17, '0')}`,
      passcode: 'ABCDEFGHIJ',
    }));
    for (let start = 0; start < count; start += 1000) {
      await this.#post(`/products/${product.product_key}/devices`, {
        devices: devices.slice(start, start + 1000),
      });
    }
    return devices;
  }

  /** A connection to the embedded server, beside the program's own. */
  async connectDatabase(): Promise<pg.Client> {
    const folder = join(this.#dataDir, 'postgres');
    const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
    const client = new pg.Client({
      host: join(folder, 'run'),
      user: 'qiyun',
      database: 'postgres',
      password,
    });
    await client.connect();
    return client;
  }

  cpuTimes(): CpuTimes {
    const { user, system } = process.cpuUsage();
    return {
      server: processorSeconds(this.#process.pid!),
      postgres: sum(familyOf(this.#ready.postgres_pid).map(processorSeconds)),
      generator: (user + system) / 1e6,
    };
  }

  async #post(path: string, body: object): Promise<Record<string, string>> {
    const response = await fetch(`http://127.0.0.1:${this.#ready.http}/admin/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  }
}

async function readReadyLine(child: ChildProcess): Promise<ReadyLine> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{')) {
      child.stdout!.resume();
      return JSON.parse(line) as ReadyLine;
    }
  }
  throw new Error('the server ended before it was ready');
}

function familyOf(parentId: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => statOf(id)?.[1] === String(parentId));
  return [parentId, ...children];
}

function processorSeconds(id: number): number {
  const fields = statOf(id);
  return fields ? (Number(fields[11]) + Number(fields[12])) / ticksPerSecond : 0;
}

/** The fields of /proc/<id>/stat from the state on; undefined when the process is gone. */
function statOf(id: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

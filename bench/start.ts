import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { timeBareNode } from './bare-node.ts';
import { readFlags } from './bench-flags.ts';
import { MeasuredServer } from './measured-server.ts';
import { median } from './percentile.ts';
import { printResult } from './print-result.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * How long a user waits for the server: from the start of the process to the line that says that it is ready, on an
 * empty folder and on the same folder once more; and the memory of all its processes when nothing happens. The peer is
 * Node.js starting and doing nothing.
 */
const flags = readFlags({ processes: [1, 2], rounds: 5, idleSeconds: 5, program: '' });

interface Start {
  readonly processes: number;
  readonly emptyMs: number;
  readonly existingMs: number;
  readonly bareNodeMs: number;
  readonly serverMemoryBytes: number;
  readonly postgresMemoryBytes: number;
}

const starts: Start[] = [];
for (let round = 0; round < flags.rounds; round++) {
  for (const processes of flags.processes) starts.push(await measure(processes));
}
printResult({
  bench: 'start',
  headline: `from the start of the process to ready; medians of ${flags.rounds}`,
  rows: flags.processes.map(rowOf),
});

function measure(processes: number): Promise<Start> {
  return withScratchFolder(async (folder) => {
    const options = {
      dataDir: join(folder, 'data'),
      processes,
      ...(flags.program === '' ? {} : { program: flags.program }),
    };
    const first = await MeasuredServer.start(options);
    await first.stop();
    const second = await MeasuredServer.start(options);
    await pause(flags.idleSeconds * 1000);
    const memory = second.memoryBytes();
    await second.stop();
    return {
      processes,
      emptyMs: first.startMs,
      existingMs: second.startMs,
      bareNodeMs: await timeBareNode(),
      serverMemoryBytes: memory.server,
      postgresMemoryBytes: memory.postgres,
    };
  });
}

function rowOf(processes: number) {
  const rounds = starts.filter((start) => start.processes === processes);
  const of = (value: (start: Start) => number): number => median(rounds.map(value));
  return {
    processes,
    'empty folder ms': of(({ emptyMs }) => emptyMs),
    'existing folder ms': of(({ existingMs }) => existingMs),
    'bare node ms': of(({ bareNodeMs }) => bareNodeMs),
    'server MB': of(({ serverMemoryBytes }) => serverMemoryBytes / 1e6),
    'postgres MB': of(({ postgresMemoryBytes }) => postgresMemoryBytes / 1e6),
    'together MB': of(({ serverMemoryBytes, postgresMemoryBytes }) => {
      return (serverMemoryBytes + postgresMemoryBytes) / 1e6;
    }),
  };
}

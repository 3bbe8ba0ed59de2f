import { setImmediate as turn } from 'node:timers/promises';
import { closeAbandonedSessions, leaveServerProcess, renewLease } from '../src/store/server-process.ts';
import { type GatewayProcess, type GatewaySurroundings, startGatewayProcess } from './gateway-process.ts';

/** The processes of one installation, killed and started as its operator, its machine and its faults would have it. */
export class DayServer {
  readonly surroundings: GatewaySurroundings;
  readonly #pressureEntries: number;
  processes: GatewayProcess[] = [];
  #flow = () => {};

  constructor(surroundings: GatewaySurroundings, pressureEntries: number) {
    this.surroundings = surroundings;
    this.#pressureEntries = pressureEntries;
  }

  async start(count: number): Promise<void> {
    const groupCommit = { pressureEntries: this.#pressureEntries };
    for (let started = 0; started < count; started++)
      this.processes.push(await startGatewayProcess(this.surroundings, { groupCommit }));
  }

  tick(): void {
    for (const { gateway } of this.processes) gateway.tick();
  }

  /** Resolves when all that has happened so far is on disk, and told to whom it concerns. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      for (const { ingest } of this.processes) await ingest.idle();
      await turn();
      await turn();
    }
  }

  /** The disk takes nothing until `flowAgain`. */
  holdDisk(): void {
    const held = new Promise<void>((resolve) => {
      this.#flow = resolve;
    });
    for (const process of this.processes) process.interceptWrites(() => held);
  }

  async flowAgain(): Promise<void> {
    for (const process of this.processes) process.interceptWrites(async () => {});
    this.#flow();
    await this.settle();
  }

  /** A process shows that it lives; from then on nothing of what it does comes to the disk. */
  async showLastSign(process: GatewayProcess): Promise<void> {
    const { database, clock } = this.surroundings;
    await this.settle();
    await renewLease(database, process.epoch, clock);
    process.interceptWrites(() => new Promise(() => {}));
  }

  async kill(process: GatewayProcess): Promise<void> {
    this.processes = this.processes.filter((other) => other !== process);
    await process.die();
  }

  /** What the first process does when another has died. */
  async cleanUpAfter({ epoch }: GatewayProcess): Promise<void> {
    await closeAbandonedSessions(this.surroundings.database, { epoch }, this.surroundings.clock);
  }

  /** What a start does after a kill of everything. */
  async cleanUpAfterAll(): Promise<void> {
    const { database, instance, clock } = this.surroundings;
    await closeAbandonedSessions(database, { instance }, clock);
  }

  async stop(): Promise<void> {
    for (const process of this.processes.splice(0)) {
      await process.stop();
      await leaveServerProcess(this.surroundings.database, process.epoch, this.surroundings.clock);
    }
  }
}

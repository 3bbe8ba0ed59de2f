import type { TlsOptions } from 'node:tls';
import { StatusLayouts } from '../src/codec/status-layouts.ts';
import { Gateway } from '../src/gateway/gateway.ts';
import { defaultSessionLimits, type SessionLimits } from '../src/gateway/session-limits.ts';
import { DefinitionLayouts } from '../src/ingest/definition-layouts.ts';
import { defaultGroupCommitLimits, type GroupCommitLimits } from '../src/ingest/group-commit.ts';
import { Ingest } from '../src/ingest/ingest.ts';
import { Locations } from '../src/location/locations.ts';
import type { Adoption } from '../src/model/adoption.ts';
import type { Clock } from '../src/model/clock.ts';
import type { DeviceEventSink } from '../src/model/device-event.ts';
import type { DeviceLogin } from '../src/model/device-login.ts';
import { ReportCalendar } from '../src/model/report-calendar.ts';
import type { DeviceDirectory, Member } from '../src/processes/device-directory.ts';
import type { BatchRows } from '../src/store/batch/batch-rows.ts';
import { BatchWriter } from '../src/store/batch/batch-writer.ts';
import type { Catalog } from '../src/store/catalog.ts';
import type { Connection, Database } from '../src/store/database.ts';
import { createPartitions } from '../src/store/partitions.ts';
import { enterServerProcess } from '../src/store/server-process.ts';

/** What the processes of an installation share. */
export interface GatewaySurroundings {
  readonly database: Database;
  readonly connection: Connection;
  readonly catalog: Catalog;
  readonly directory: DeviceDirectory;
  readonly login: DeviceLogin;
  readonly adoption: Adoption;
  readonly instance: string;
  readonly clock: Clock;
  readonly monotonicClock: Clock;
}

export interface GatewayProcessOptions {
  readonly groupCommit?: Partial<GroupCommitLimits>;
  readonly session?: Partial<SessionLimits>;
  readonly events?: DeviceEventSink;
  /** Of reports; Asia/Shanghai when left out. */
  readonly timeZone?: string;
  readonly maxConnections?: number;
  /** For `listenSecurely`. */
  readonly tls?: TlsOptions;
}

const nobodyWatches: DeviceEventSink = { isWatched: () => false, publish: () => {} };
const defaultMaxConnections = 1_000;

/** Ingest and gateway as one process of a server has them, with a place to stand between the ingest and the disk. */
export async function startGatewayProcess(
  surroundings: GatewaySurroundings,
  options: GatewayProcessOptions = {},
) {
  const { database, catalog, directory, login, adoption, clock, monotonicClock } = surroundings;
  const writer = new BatchWriter(surroundings.connection);
  const epoch = await enterServerProcess(database, surroundings.instance, clock);
  const batches: BatchRows[] = [];
  let beforeWrite: (batch: BatchRows) => Promise<void> = async () => {};
  let turn = Promise.resolve();
  const ingest: Ingest = new Ingest({
    epoch,
    clock,
    monotonicClock,
    calendar: new ReportCalendar(options.timeZone ?? 'Asia/Shanghai'),
    limits: { ...defaultGroupCommitLimits, ...options.groupCommit },
    layouts: new DefinitionLayouts(catalog, new StatusLayouts()),
    locations: Locations.open(),
    events: options.events ?? nobodyWatches,
    write: async (batch) => {
      // A disk takes one after the other.
      const myTurn = turn.then(() => beforeWrite(batch));
      turn = myTurn.catch(() => {});
      await myTurn;
      await writer.write(batch);
      batches.push(batch);
    },
    makePartitions: (ms) => createPartitions(database, ms),
    onPressure: (isHigh) => gateway.setPressure(isHigh),
    onRefused: () => {},
  });
  const gateway: Gateway = new Gateway({
    monotonicClock,
    limits: { ...defaultSessionLimits, ...options.session },
    maxConnections: options.maxConnections ?? defaultMaxConnections,
    tls: options.tls,
    ingest,
    directory: { claim: (deviceId, number) => directory.claim(deviceId, { member, number }) },
    login,
    adoption,
    clientCount: () => 3,
    productOf: (productId) => catalog.productById(productId),
  });
  let isDead = false;
  const member: Member = {
    release: async (deviceId, claim) => (isDead ? undefined : gateway.release(deviceId, claim)),
    send: (...command) => gateway.send(...command),
    disconnect: async (deviceId, reason) => (isDead ? undefined : gateway.disconnect(deviceId, reason)),
    checkFirmware: (...check) => gateway.checkFirmware(...check),
  };
  return {
    epoch,
    ingest,
    gateway,
    batches,
    interceptWrites(hook: (batch: BatchRows) => Promise<void>): void {
      beforeWrite = hook;
    },
    /** Is killed: what is not on its way to the disk by now never gets there. */
    async die(): Promise<void> {
      isDead = true;
      beforeWrite = () => new Promise(() => {});
      await writer.close();
    },
    async stop(): Promise<void> {
      beforeWrite = async () => {};
      await gateway.close();
      await ingest.idle();
      await writer.close();
    },
  };
}

export type GatewayProcess = Awaited<ReturnType<typeof startGatewayProcess>>;

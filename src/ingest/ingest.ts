import { appValues } from '../codec/app-values.ts';
import { type AlarmEdge, applyReport } from '../codec/apply-report.ts';
import { carriedNumbers } from '../codec/carried-numbers.ts';
import type { Frame } from '../codec/frame.ts';
import { Malformed } from '../codec/malformed.ts';
import { createStatusImage, rebaseImage } from '../codec/status-image.ts';
import type { Locations } from '../location/locations.ts';
import type { Clock } from '../model/clock.ts';
import type { DeviceEvent, DeviceEventSink } from '../model/device-event.ts';
import type { DeviceRecord } from '../model/device-record.ts';
import { QiyunError } from '../model/errors.ts';
import type { ReportCalendar } from '../model/report-calendar.ts';
import type { SessionEnd } from '../model/session-end.ts';
import { type FrameKind, frameKind } from '../store/batch/batch-rows.ts';
import { sequencesPerEpoch } from '../store/server-process.ts';
import type { DefinitionLayouts } from './definition-layouts.ts';
import type { DeviceRuntime } from './device-runtime.ts';
import type { Acknowledgement, Entry, HourNumbers } from './entry.ts';
import { classifyPayload, type FrameClass } from './frame-class.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { hasMoved, readPosition } from './own-position.ts';

export interface IngestOptions extends Omit<GroupCommitOptions, 'onSettled'> {
  /** What frames and sessions are dated with. */
  readonly clock: Clock;
  readonly calendar: ReportCalendar;
  readonly layouts: DefinitionLayouts;
  /** Where addresses and positions are. */
  readonly locations: Pick<Locations, 'find' | 'placeNear'>;
  /** Is told of what has come to the disk, of devices that somebody watches. */
  readonly events: DeviceEventSink;
}

/** A publish as it came from a device, whose session is told when it is on disk; what we send has no `ack`. */
export interface ReceivedPublish {
  readonly device: DeviceRuntime;
  readonly topic: string;
  readonly payload: Buffer;
  readonly ack: Acknowledgement | undefined;
  readonly packetId: number;
}

const noEdges: readonly AlarmEdge[] = [];
/** Longer than a login may take, so that a login never goes on from a present older than one still in memory. */
const lingerMs = 30_000;
/** A batch that takes longer is not merely a large one. */
const stallMs = 5_000;
/** Steps of the clock up to this far back are smoothed out, so that a device's log keeps its order. */
const smoothedStepMs = 1_000;

/**
 * What follows from the things that happen to devices: a frame or a rejected frame in the log, the latest state, alarm
 * edges, activity, presence. All of it is decided here in memory and written by the group commit in one transaction.
 */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #commit: GroupCommit;
  readonly #devices = new Map<number, DeviceRuntime>();
  readonly #unheld = new Map<DeviceRuntime, number>();
  /** Who waits until nothing holds a device any more. */
  readonly #settling = new Map<DeviceRuntime, (() => void)[]>();
  /** Since the start; for whoever watches the server. */
  readonly counts = { received: 0, sent: 0, rejected: 0 };
  /** How many frames came from and went to devices since the start, by product. */
  readonly framesByProduct = new Map<number, number>();
  #sequence = 0;
  #lastMs = 0;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#commit = new GroupCommit({ ...options, onSettled: (device) => this.#release(device) });
  }

  /** The runtime of a device that logs in. Every attach is ended by `sessionClosed` or `detach`. */
  async attach(record: DeviceRecord): Promise<DeviceRuntime> {
    const earlier = record.image
      ? await this.#options.layouts.ofVersion(record.productId, record.definitionVersion)
      : undefined;
    let device = this.#devices.get(record.deviceId);
    if (!device) {
      device = {
        deviceId: record.deviceId,
        productId: record.productId,
        did: record.did,
        image: record.image ?? undefined,
        current: earlier,
        activeDate: '',
        position: undefined,
        pending: undefined,
        holds: 0,
      };
      this.#devices.set(record.deviceId, device);
    }
    this.#hold(device);
    return device;
  }

  detach(device: DeviceRuntime): void {
    this.#release(device);
  }

  /** Records that the device is online. Returns the session's sequence number; `committed` is called when it is on disk. */
  sessionOpened(
    device: DeviceRuntime,
    session: { keepAliveS: number; clientIp: string },
    committed: () => void,
  ): number {
    const seq = this.#nextSequence();
    this.#add({
      type: 'online',
      device,
      deviceId: device.deviceId,
      occurredAtMs: this.#now(),
      seq,
      keepAliveS: session.keepAliveS,
      clientIp: session.clientIp,
      location: this.#options.locations.find(session.clientIp),
      ack: undefined,
      packetId: 0,
      committed: () => {
        committed();
        this.#tellPresence(device, true);
      },
    });
    return seq;
  }

  /** Records the end of a session and lets go of the device; `recorded` is called when it is on disk. */
  sessionClosed(device: DeviceRuntime, end: SessionEnd, recorded?: () => void): void {
    this.#add({
      type: 'offline',
      device,
      deviceId: device.deviceId,
      occurredAtMs: this.#now(),
      seq: this.#nextSequence(),
      ...end,
      ack: undefined,
      packetId: 0,
      committed: () => {
        recorded?.();
        this.#tellPresence(device, false);
      },
    });
    this.#release(device);
  }

  /** A well-formed frame of a device. What its payload says is applied to the device's present at once. */
  frameReceived(publish: ReceivedPublish, frame: Frame, committed?: () => void): void {
    const { device } = publish;
    this.#adoptDefinition(device);
    const frameClass = classifyPayload(frame.payload[0], device.current?.layout.protocolType);
    if (frameClass === 'foreign_action') {
      this.frameRejected(publish, 'action');
      return;
    }
    let edges = noEdges;
    let kind: FrameKind = frameKind.dev2app;
    if (frameClass === 'data' && device.current && device.image) {
      const applied = applyReport(device.current.layout, device.image, frame.payload.subarray(1));
      if (applied instanceof Malformed) {
        this.frameRejected(publish, applied.malformed);
        return;
      }
      edges = applied;
      kind = frameKind.data;
    }
    this.counts.received++;
    const receivedAtMs = this.#now();
    if (frameClass !== 'answer') this.#markReported(device, receivedAtMs, edges.length > 0);
    let numbers: HourNumbers | undefined;
    if (kind === frameKind.data) {
      this.#markPosition(device);
      numbers = this.#numbersOf(device, frame, receivedAtMs);
    }
    const isWatched = this.#options.events.isWatched(device.deviceId);
    const told = isWatched ? this.#told(publish, frameClass, committed) : committed;
    this.#addFrame(publish, { receivedAtMs, kind, edges, numbers, committed: told });
  }

  /** Bytes that are no frame, or a frame whose payload does not fit the product: kept, counted, acknowledged. */
  frameRejected(publish: ReceivedPublish, reason: string): void {
    this.counts.rejected++;
    const { device, topic, payload, ack, packetId } = publish;
    this.#add({
      type: 'rejected',
      device,
      deviceId: device.deviceId,
      receivedAtMs: this.#now(),
      seq: this.#nextSequence(),
      reason,
      topic,
      payload,
      ack,
      packetId,
      committed: undefined,
    });
  }

  /** A frame that goes to a device. Resolves when it is in the log. */
  frameSent(device: DeviceRuntime, payload: Buffer): Promise<void> {
    this.counts.sent++;
    return new Promise((resolve) => {
      const publish = { device, topic: '', payload, ack: undefined, packetId: 0 };
      this.#addFrame(publish, {
        receivedAtMs: this.#now(),
        kind: frameKind.app2dev,
        edges: noEdges,
        numbers: undefined,
        committed: resolve,
      });
    });
  }

  /** Forgets devices that nothing has held for a while. Called about once a second. */
  sweep(): void {
    const longAgoMs = this.#options.monotonicClock() - lingerMs;
    for (const [device, sinceMs] of this.#unheld) {
      if (sinceMs > longAgoMs) break;
      this.#unheld.delete(device);
      if (this.#devices.get(device.deviceId) === device) this.#devices.delete(device.deviceId);
    }
  }

  /** Whether the device's present is in memory: then what the database has of it may be older. */
  remembers(deviceId: number): boolean {
    return this.#devices.has(deviceId);
  }

  /** Forgets a device at once: another process has written its present since. It must have no session here. */
  forget(deviceId: number): void {
    const device = this.#devices.get(deviceId);
    if (!device) return;
    this.#devices.delete(deviceId);
    this.#unheld.delete(device);
  }

  /** What has been received and is not yet on its way to the disk. */
  get gathered(): { readonly entries: number; readonly bytes: number } {
    return this.#commit.gathered;
  }

  /** Whether what devices send comes to the disk. */
  get isProgressing(): boolean {
    return this.#commit.writingForMs < stallMs;
  }

  /** @throws QiyunError 503/5409 when what devices send has not come to the disk for some seconds: it may be full */
  requireProgress(): void {
    if (this.isProgressing) return;
    const detail = 'what devices send cannot be stored at present';
    throw new QiyunError('5409', { status: 503, retryAfterSeconds: 1, detail });
  }

  /** Resolves when the device has no session and no login under way, and all that was received of it is on disk. */
  settled(deviceId: number): Promise<void> {
    const device = this.#devices.get(deviceId);
    if (!device || device.holds === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#settling.get(device);
      if (waiting) waiting.push(resolve);
      else this.#settling.set(device, [resolve]);
    });
  }

  /** Resolves when everything received so far is on disk. */
  idle(): Promise<void> {
    return this.#commit.idle();
  }

  #addFrame(
    publish: ReceivedPublish,
    frame: {
      receivedAtMs: number;
      kind: FrameKind;
      edges: readonly AlarmEdge[];
      numbers: HourNumbers | undefined;
      committed: (() => void) | undefined;
    },
  ): void {
    const { device, payload, ack, packetId } = publish;
    const { productId } = device;
    this.framesByProduct.set(productId, (this.framesByProduct.get(productId) ?? 0) + 1);
    this.#add({
      type: 'frame',
      device,
      deviceId: device.deviceId,
      receivedAtMs: frame.receivedAtMs,
      seq: this.#nextSequence(),
      kind: frame.kind,
      definitionVersion: device.current?.version ?? 0,
      payload,
      edges: frame.edges,
      numbers: frame.numbers,
      ack,
      packetId,
      committed: frame.committed,
    });
  }

  /** What is done when the frame is on disk. The device's present is taken now: later it says what later reports say. */
  #told(
    { device, payload: frame }: ReceivedPublish,
    frameClass: FrameClass,
    committed: (() => void) | undefined,
  ): (() => void) | undefined {
    if (frameClass === 'answer') return committed;
    const { deviceId, did, current, image } = device;
    const attrs =
      frameClass === 'data' && current && image
        ? JSON.stringify(appValues(current.layout, image))
        : undefined;
    const event: DeviceEvent = { type: 'report', deviceId, did, frame, attrs };
    return () => {
      committed?.();
      this.#options.events.publish(event);
    };
  }

  #tellPresence({ deviceId }: DeviceRuntime, isOnline: boolean): void {
    const { events } = this.#options;
    if (events.isWatched(deviceId)) events.publish({ type: 'presence', deviceId, isOnline });
  }

  #add(entry: Entry): void {
    this.#hold(entry.device);
    this.#commit.add(entry);
  }

  #markReported(device: DeviceRuntime, reportedAtMs: number, alarmsChanged: boolean): void {
    if (!device.pending) {
      device.pending = { reportedAtMs, alarmsChanged, position: undefined, dates: [] };
      this.#commit.markChanged(device);
    }
    const { pending } = device;
    pending.reportedAtMs = reportedAtMs;
    pending.alarmsChanged ||= alarmsChanged;
    const date = this.#options.calendar.dateOf(reportedAtMs);
    if (date === device.activeDate) return;
    device.activeDate = date;
    pending.dates.push(date);
  }

  /** What a report says for the sums of its hour, where the product wants them. */
  #numbersOf({ current }: DeviceRuntime, { payload }: Frame, receivedAtMs: number): HourNumbers | undefined {
    if (!current || current.summed.length === 0) return undefined;
    const { layout, summed: fields } = current;
    const values = carriedNumbers(layout, payload.subarray(1), fields);
    return { hour: this.#options.calendar.hourOf(receivedAtMs), fields, values };
  }

  /** What a report says of the device's position, where the product names the data points for it. */
  #markPosition(device: DeviceRuntime): void {
    const fields = this.#options.layouts.position(device.productId);
    if (!fields || !device.image || !device.pending) return;
    const position = readPosition(fields, device.image);
    if (!position || !hasMoved(device.position, position)) return;
    device.position = position;
    const place = this.#options.locations.placeNear(position.longitude, position.latitude);
    device.pending.position = { ...position, place };
  }

  /** A definition that was replaced takes effect with the next frame; points that stay the same keep their values. */
  #adoptDefinition(device: DeviceRuntime): void {
    const current = this.#options.layouts.current(device.productId);
    if (device.current === current) return;
    if (current) {
      device.image =
        device.current && device.image
          ? rebaseImage(device.current.layout, device.image, current.layout)
          : createStatusImage(current.layout);
    }
    device.current = current;
  }

  #now(): number {
    const now = this.#options.clock();
    const isSmallStepBack = now < this.#lastMs && this.#lastMs - now <= smoothedStepMs;
    if (!isSmallStepBack) this.#lastMs = now;
    return this.#lastMs;
  }

  #nextSequence(): number {
    this.#sequence++;
    return this.#options.epoch * sequencesPerEpoch + this.#sequence;
  }

  #hold(device: DeviceRuntime): void {
    if (device.holds++ === 0) this.#unheld.delete(device);
  }

  #release(device: DeviceRuntime): void {
    if (--device.holds > 0) return;
    this.#unheld.set(device, this.#options.monotonicClock());
    for (const resolve of this.#settling.get(device) ?? []) resolve();
    this.#settling.delete(device);
  }
}

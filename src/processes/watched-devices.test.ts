import { expect, test } from 'vitest';
import type { DeviceEvent } from '../model/device-event.ts';
import { type WatchingMember, WatchRegistry } from './watch-registry.ts';
import { WatchedDevices } from './watched-devices.ts';

const device = 7;
const online: DeviceEvent = { type: 'presence', deviceId: device, isOnline: true };
const offline: DeviceEvent = { ...online, isOnline: false };

/** A process of the server and what passes over its link. */
class TestProcess {
  readonly watched: WatchedDevices;
  readonly member: WatchingMember;
  readonly delivered: DeviceEvent[][] = [];
  /** Until then whoever told it something waits. */
  answers: Promise<unknown> = Promise.resolve();

  constructor(registry: WatchRegistry, watchedOrNot?: () => void) {
    this.member = {
      watchedElsewhere: async (deviceIds, isWatched) => this.watched.setElsewhere(deviceIds, isWatched),
      deliver: async (events) => {
        this.delivered.push([...events]);
        this.watched.deliver(events);
        await this.answers;
      },
    };
    const link = {
      watch: (deviceIds: readonly number[], isWatched: boolean) =>
        registry.watch(this.member, deviceIds, isWatched),
      publish: (events: readonly DeviceEvent[]) => registry.publish(this.member, events),
    };
    this.watched = new WatchedDevices(link, watchedOrNot);
  }
}

async function startProcesses(count: number) {
  const registry = new WatchRegistry();
  const processes = Array.from({ length: count }, () => new TestProcess(registry));
  for (const { member } of processes) await registry.join(member);
  return { registry, processes: processes as [TestProcess, TestProcess, TestProcess] };
}

function listen() {
  const heard: DeviceEvent[] = [];
  return { heard, listener: (event: DeviceEvent) => void heard.push(event) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a listener hears its own process at once and in order, and nothing passes over a link', async () => {
  const { processes } = await startProcesses(3);
  const [first] = processes;
  const { heard, listener } = listen();
  await first.watched.watch([device], listener);
  first.watched.publish(online);
  first.watched.publish(offline);
  expect(heard).toEqual([online, offline]);
  await settle();
  expect(processes.map(({ delivered }) => delivered)).toEqual([[], [], []]);
});

test('whoever has the device, the processes that watch it hear of it, and no others', async () => {
  const { processes } = await startProcesses(3);
  const [first, second, third] = processes;
  const { heard, listener } = listen();
  await second.watched.watch([device], listener);
  expect(processes.map(({ watched }) => watched.isWatched(device))).toEqual([true, true, true]);
  for (const { watched } of [first, third, second]) watched.publish(online);
  await settle();
  expect(heard).toHaveLength(3);
  expect([first.delivered, third.delivered]).toEqual([[], []]);
});

test('events that come together go together', async () => {
  const { processes } = await startProcesses(2);
  const [first, second] = processes;
  const { heard, listener } = listen();
  await second.watched.watch([device], listener);
  first.watched.publish(online);
  first.watched.publish(offline);
  await settle();
  expect(second.delivered).toEqual([[online, offline]]);
  expect(heard).toEqual([online, offline]);
});

test('a device that moves is told in order, also while a process that watches is slow', async () => {
  const { processes } = await startProcesses(3);
  const [first, second, slow] = processes;
  const { heard, listener } = listen();
  await slow.watched.watch([device], listener);
  slow.answers = new Promise(() => {});
  first.watched.publish(online);
  await settle();
  first.watched.publish(offline);
  // What the first process does before the second may have the device.
  first.watched.flush();
  second.watched.publish(online);
  await settle();
  expect(heard).toEqual([online, offline, online]);
});

test('a device is watched until the last listener of the last process has gone', async () => {
  const { processes } = await startProcesses(2);
  const [first, second] = processes;
  const [a, b, c] = [listen(), listen(), listen()];
  await first.watched.watch([device], a.listener);
  await first.watched.watch([device], b.listener);
  await second.watched.watch([device], c.listener);
  const isWatched = () => processes.map(({ watched }) => watched.isWatched(device));
  for (const { listener } of [a, b]) {
    expect(isWatched()).toEqual([true, true]);
    first.watched.unwatch([device], listener);
  }
  expect(isWatched()).toEqual([true, true]);
  second.watched.unwatch([device], c.listener);
  expect(isWatched()).toEqual([false, false]);
});

test('a process that comes later knows what is watched, and one that has ended watches nothing', async () => {
  const { registry, processes } = await startProcesses(1);
  const [first] = processes;
  await first.watched.watch([device], listen().listener);
  const late = new TestProcess(registry);
  await registry.join(late.member);
  expect(late.watched.isWatched(device)).toBe(true);
  await registry.leave(first.member);
  expect(late.watched.isWatched(device)).toBe(false);
});

test('whoever has the device hears once that it is watched, and once that it is not any more', async () => {
  const registry = new WatchRegistry();
  const heard: [number, number][] = [];
  const processes = [0, 1].map(
    (at) => new TestProcess(registry, () => heard.push([at, processes[at]!.watched.watcherCount(device)])),
  ) as [TestProcess, TestProcess];
  for (const { member } of processes) await registry.join(member);
  const [first, second] = processes;
  const [a, b] = [listen(), listen()];
  await first.watched.watch([device], a.listener);
  expect(heard.splice(0).toSorted()).toEqual([
    [0, 1],
    [1, 1],
  ]);
  await second.watched.watch([device], b.listener);
  expect(second.watched.watcherCount(device)).toBe(2);
  first.watched.unwatch([device], a.listener);
  await settle();
  expect(heard).toEqual([]);
  second.watched.unwatch([device], b.listener);
  await settle();
  expect(heard.toSorted()).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

test('two processes of which each watches hear of each other until one stops', async () => {
  const { processes } = await startProcesses(2);
  const [first, second] = processes;
  const [a, b] = [listen(), listen()];
  await first.watched.watch([device], a.listener);
  await second.watched.watch([device], b.listener);
  first.watched.publish(online);
  await settle();
  expect([a.heard, b.heard]).toEqual([[online], [online]]);
  second.watched.unwatch([device], b.listener);
  first.watched.publish(offline);
  await settle();
  expect([a.heard, b.heard]).toEqual([[online, offline], [online]]);
  expect(second.delivered).toHaveLength(1);
});

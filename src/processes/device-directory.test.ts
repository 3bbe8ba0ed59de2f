import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceDirectory, type Member } from './device-directory.ts';

const device = 7;
const noCommands = { send: async () => {}, disconnect: async () => {}, checkFirmware: async () => true };

/** A process whose releases end when the test says so. */
class HeldMember implements Member {
  readonly released: number[] = [];
  readonly #ends: { resolve(): void; reject(error: Error): void }[] = [];
  readonly send = noCommands.send;
  readonly disconnect = noCommands.disconnect;
  readonly checkFirmware = noCommands.checkFirmware;

  release(_deviceId: number, claim: number): Promise<void> {
    this.released.push(claim);
    return new Promise((resolve, reject) => this.#ends.push({ resolve, reject }));
  }

  endRelease(): void {
    this.#ends.shift()!.resolve();
  }

  die(): void {
    for (const { reject } of this.#ends.splice(0)) reject(new Error('gone'));
  }
}

/** What the promise has come to by now. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  await new Promise((resolve) => setImmediate(resolve));
  return Promise.race([promise, Promise.resolve('pending')]);
}

describe('a directory of devices', () => {
  test('gives a device to whoever asks first, and again to the same process, without asking anybody', async () => {
    const directory = new DeviceDirectory();
    const member = new HeldMember();
    expect(await directory.claim(device, { member, number: 1 })).toBe('nowhere');
    expect(await directory.claim(device, { member, number: 2 })).toBe('here');
    expect(member.released).toEqual([]);
  });

  test('moves a device only after the process that had it has released it', async () => {
    const directory = new DeviceDirectory();
    const [first, second] = [new HeldMember(), new HeldMember()];
    await directory.claim(device, { member: first, number: 4 });
    const moved = directory.claim(device, { member: second, number: 1 });
    expect(await stateOf(moved)).toBe('pending');
    expect(first.released).toEqual([4]);
    first.endRelease();
    expect(await moved).toBe('elsewhere');
  });

  test('serves three contenders one after another; the last one has the device', async () => {
    const directory = new DeviceDirectory();
    const [first, second, third] = [new HeldMember(), new HeldMember(), new HeldMember()];
    await directory.claim(device, { member: first, number: 1 });
    const toSecond = directory.claim(device, { member: second, number: 1 });
    const toThird = directory.claim(device, { member: third, number: 1 });
    expect(second.released).toEqual([]);
    first.endRelease();
    expect(await toSecond).toBe('elsewhere');
    expect(await stateOf(toThird)).toBe('pending');
    expect(second.released).toEqual([1]);
    second.endRelease();
    expect(await toThird).toBe('elsewhere');
    expect(third.released).toEqual([]);
  });

  test('tells a process that claims twice during one move that the device was elsewhere, both times', async () => {
    const directory = new DeviceDirectory();
    const [first, second] = [new HeldMember(), new HeldMember()];
    await directory.claim(device, { member: first, number: 1 });
    const claims = [1, 2].map((number) => directory.claim(device, { member: second, number }));
    first.endRelease();
    expect(await Promise.all(claims)).toEqual(['elsewhere', 'elsewhere']);
    expect(first.released).toEqual([1]);
  });

  test('goes on when the process that had the device dies during the move', async () => {
    const directory = new DeviceDirectory();
    const [first, second] = [new HeldMember(), new HeldMember()];
    await directory.claim(device, { member: first, number: 1 });
    const moved = directory.claim(device, { member: second, number: 1 });
    first.die();
    expect(await moved).toBe('elsewhere');
    expect(await directory.claim(device, { member: second, number: 2 })).toBe('here');
  });

  test('tells whoever claims a device that was sent away that it may not be what it was', async () => {
    const directory = new DeviceDirectory();
    const [first, second] = [new HeldMember(), new HeldMember()];
    await directory.commands.disconnect(device, 'offline_reset');
    expect(await directory.claim(device, { member: first, number: 1 })).toBe('dismissed');
    expect(await directory.claim(device, { member: first, number: 2 })).toBe('dismissed');
    const moved = directory.claim(device, { member: second, number: 1 });
    first.endRelease();
    expect(await moved).toBe('elsewhere');
  });

  test('moves different devices independently of each other', async () => {
    const directory = new DeviceDirectory();
    const [first, second] = [new HeldMember(), new HeldMember()];
    await directory.claim(device, { member: first, number: 1 });
    const moved = directory.claim(device, { member: second, number: 1 });
    expect(await directory.claim(device + 1, { member: second, number: 2 })).toBe('nowhere');
    first.endRelease();
    await moved;
  });

  test('sends a command to where the device is, and refuses one for a device that is nowhere', async () => {
    const directory = new DeviceDirectory();
    const member = new HeldMember();
    const { commands } = directory;
    const options = { timeoutMs: 1, acknowledgement: 'sent' } as const;
    await expect(commands.send(device, Buffer.of(1), options)).rejects.toMatchObject({ code: '5305' });
    expect(await commands.checkFirmware(device, 'wifi')).toBe(false);
    await commands.disconnect(device, 'offline_reset');
    await directory.claim(device, { member, number: 1 });
    await commands.send(device, Buffer.of(1), options);
    expect(await commands.checkFirmware(device, 'wifi')).toBe(true);
  });
});

/** A process that behaves as a gateway does, behind channels that keep their order but may be slow. */
class ModelMember implements Member {
  readonly #directory: DeviceDirectory;
  readonly #slow: () => Promise<unknown>;
  #toDirectory: Promise<unknown> = Promise.resolve();
  #fromDirectory: Promise<unknown> = Promise.resolve();
  #lastClaim = 0;
  /** The claim that stands, as far as the process knows. */
  #claim = 0;
  hasSession = false;
  /** Something is not on disk yet. */
  isWriting = false;
  readonly send = noCommands.send;
  readonly disconnect = noCommands.disconnect;
  readonly checkFirmware = noCommands.checkFirmware;

  constructor(directory: DeviceDirectory, slow: () => Promise<unknown>) {
    this.#directory = directory;
    this.#slow = slow;
  }

  async logIn(onOpened: (member: ModelMember) => void): Promise<void> {
    const number = ++this.#lastClaim;
    this.#claim = number;
    const asked = this.#toDirectory.then(this.#slow);
    this.#toDirectory = asked;
    await asked;
    await this.#directory.claim(device, { member: this, number });
    const answered = this.#fromDirectory.then(this.#slow);
    this.#fromDirectory = answered;
    await answered;
    if (this.#claim !== number) return;
    this.hasSession = true;
    this.isWriting = true;
    onOpened(this);
  }

  async release(_deviceId: number, claim: number): Promise<void> {
    const asked = this.#fromDirectory.then(this.#slow);
    this.#fromDirectory = asked;
    await asked;
    if (this.#claim <= claim) this.#claim = 0;
    this.hasSession = false;
    await this.#slow();
    this.isWriting = false;
  }
}

test('whatever the order of things, no two processes have a device, and the last claim leaves one that has', async () => {
  const logins = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), logins, async (scheduler, order) => {
      const directory = new DeviceDirectory();
      const slow = () => scheduler.schedule(Promise.resolve());
      const members = [0, 1, 2].map(() => new ModelMember(directory, slow));
      const busyAtOpening: number[] = [];
      const onOpened = (opened: ModelMember) => {
        const others = members.filter((member) => member !== opened);
        busyAtOpening.push(others.filter(({ hasSession, isWriting }) => hasSession || isWriting).length);
      };
      const all = Promise.all(order.map((index) => members[index]!.logIn(onOpened)));
      await scheduler.waitFor(all);
      expect(busyAtOpening.every((busy) => busy === 0)).toBe(true);
      expect(members.filter(({ hasSession }) => hasSession)).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
});

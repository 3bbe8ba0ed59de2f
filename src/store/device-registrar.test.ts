import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningRegistrar, startRegistrar } from '../../test/test-registrar.ts';
import { waitingForLocks } from '../../test/waiting-for-locks.ts';
import type { DeviceRegistrar } from '../model/device-registration.ts';
import { newDid } from '../model/identifiers.ts';
import { createDevice } from './create-device.ts';
import { resetsPerHour } from './device-reset.ts';
import { deleteDevices } from './erase-devices.ts';

let test: RunningRegistrar;
let registrar: DeviceRegistrar;
/** Each test has a device, and an address, of its own. */
let mac: string;
let clientAddress: string;
let tests = 0;

beforeAll(async () => {
  test = await startRegistrar();
});

afterAll(() => test.stop());

beforeEach(() => {
  tests++;
  registrar = test.newRegistrar();
  mac = `AC00000000${tests.toString(16).padStart(2, '0').toUpperCase()}`;
  clientAddress = `192.0.2.${tests}`;
});

function register(passcode: string, given: { mac?: string; productKey?: string } = {}): Promise<string> {
  return registrar.register({ mac, productKey: test.products.open, clientAddress, ...given, passcode });
}

function reset(did: string, passcode: string): Promise<void> {
  return registrar.reset({ did, passcode, clientAddress });
}

async function preregister(): Promise<string> {
  const did = newDid();
  const device = { did, mac: mac.toLowerCase(), deviceSn: null, passcodeSealed: null };
  const productId = test.catalog.productByKey(test.products.preregistered)!.id;
  await createDevice(test.database, { ...device, productId, createdAtMs: test.clock() });
  return did;
}

describe('a first registration', () => {
  it('gives the device a did of 22 characters and keeps its mac in lower case', async () => {
    const did = await register('ABCDEFGHIJ');
    expect(did).toMatch(/^[0-9A-Za-z]{22}$/);
    expect(await test.device(did)).toMatchObject({ mac: mac.toLowerCase(), passcode: 'ABCDEFGHIJ' });
    expect(await test.countOf('device_reset', did)).toBe(0);
  });

  it('gives one did to twenty at once', async () => {
    const dids = await Promise.all(Array.from({ length: 20 }, () => register('ABCDEFGHIJ')));
    expect(new Set(dids).size).toBe(1);
    const { rows } = await test.database.query('select from device where mac = $1', [mac.toLowerCase()]);
    expect(rows).toHaveLength(1);
  });

  it('is refused with 5015 for an unknown product', async () => {
    await expect(register('A', { productKey: 'f'.repeat(32) })).rejects.toMatchObject({ code: '5015' });
  });

  it('is refused with 5018 for a product that registers encrypted', async () => {
    const attempt = register('A', { productKey: test.products.encrypted });
    await expect(attempt).rejects.toMatchObject({ code: '5018' });
  });

  it('is refused with 5018 for an unknown mac of a preregistered product', async () => {
    const attempt = register('A', { productKey: test.products.preregistered });
    await expect(attempt).rejects.toMatchObject({ code: '5018', detail: expect.stringContaining('mac') });
  });

  it('brings the passcode of a pre-registered device', async () => {
    const did = await preregister();
    const inAdvance = { productKey: test.products.preregistered };
    expect(await register('FIRST', inAdvance)).toBe(did);
    expect(await test.device(did)).toMatchObject({ passcode: 'FIRST' });
    expect(await test.countOf('device_reset', did)).toBe(0);
    expect(await register('FIRST', inAdvance)).toBe(did);
  });

  it('of many new devices from one address is limited, and of another address is not', async () => {
    const attempts = Array.from({ length: 31 }, (_, i) => register('A', { mac: `${mac}-${i}` }));
    const refused = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: '5013', retryAfterSeconds: 1 } }]);
    await register('A', { mac: `${mac}-0` });
    clientAddress += '9';
    await register('A', { mac: `${mac}-40` });
  });
});

describe('a later registration', () => {
  it('with the right passcode answers the same did, whatever the case of the mac', async () => {
    const did = await register('ABCDEFGHIJ');
    await test.goOnline(did);
    expect(await register('ABCDEFGHIJ', { mac: mac.toLowerCase() })).toBe(did);
    expect(await test.countOf('device_reset', did)).toBe(0);
  });

  it('of a disabled device is refused with 5304', async () => {
    const did = await register('A');
    await test.database.query(
      'update device_standing set is_disabled = true where device_id = (select id from device where did = $1)',
      [did],
    );
    await expect(register('A')).rejects.toMatchObject({ code: '5304' });
  });

  it('with another passcode while no session is open is a factory reset', async () => {
    const did = await register('OLD');
    await test.bind(did);
    expect(await register('NEW')).toBe(did);
    expect(await test.device(did)).toMatchObject({ passcode: 'NEW' });
    expect(await test.countOf('binding', did)).toBe(0);
    expect(await test.countOf('device_reset', did)).toBe(1);
  });

  it('with another passcode while a session is open is refused with 5018 and changes nothing', async () => {
    const did = await register('OLD');
    await test.bind(did);
    await test.goOnline(did);
    await expect(register('NEW')).rejects.toMatchObject({ code: '5018' });
    expect(await test.device(did)).toMatchObject({ passcode: 'OLD' });
    expect(await test.countOf('binding', did)).toBe(1);
    expect(await test.countOf('device_reset', did)).toBe(0);
  });

  it('with ever another passcode is limited per device, in all processes together, until an hour is over', async () => {
    const did = await register('FIRST');
    const others = [registrar, test.newRegistrar()];
    const attempts = Array.from({ length: 12 }, (_, i) =>
      others[i % 2]!.register({ mac, productKey: test.products.open, clientAddress, passcode: `P${i}` }),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(resetsPerHour);
    expect(await test.countOf('device_reset', did)).toBe(resetsPerHour);
    await expect(register('LATER')).rejects.toMatchObject({ code: '5013', retryAfterSeconds: 3600 });
    test.advance(3_600_001);
    expect(await register('LATER')).toBe(did);
  });
});

describe('a factory reset', () => {
  it('that goes as it should, DELETE then POST, counts once', async () => {
    const did = await register('OLD');
    await test.bind(did);
    await reset(did, 'OLD');
    expect(await test.countOf('binding', did)).toBe(0);
    expect(await register('NEW')).toBe(did);
    expect(await test.device(did)).toMatchObject({ passcode: 'NEW' });
    expect(await test.countOf('device_reset', did)).toBe(1);
  });

  it('whose DELETE comes after the POST, with the old passcode, is not undone by it', async () => {
    const did = await register('OLD');
    await register('NEW');
    await test.bind(did);
    await test.goOnline(did);
    await reset(did, 'OLD');
    expect(await test.device(did)).toMatchObject({ passcode: 'NEW' });
    expect(await test.countOf('binding', did)).toBe(1);
    expect(await test.countOf('device_reset', did)).toBe(1);
    expect(test.endedSessions).not.toContain((await test.device(did)).id);
  });

  it('whose DELETE comes twice counts once', async () => {
    const did = await register('OLD');
    await reset(did, 'OLD');
    await reset(did, 'OLD');
    expect(await register('NEW')).toBe(did);
    await reset(did, 'OLD');
    expect(await test.device(did)).toMatchObject({ passcode: 'NEW' });
    expect(await test.countOf('device_reset', did)).toBe(1);
  });

  it('while the old session is open ends it, so that the POST is not refused', async () => {
    const did = await register('OLD');
    await test.goOnline(did);
    await reset(did, 'OLD');
    expect(test.endedSessions).toContain((await test.device(did)).id);
    expect(await register('NEW')).toBe(did);
  });

  it('whose POST overtakes the end of the old session is not refused either', async () => {
    const did = await register('OLD');
    await reset(did, 'OLD');
    await test.goOnline(did);
    expect(await register('NEW')).toBe(did);
  });

  it('gives the did again to a module that kept its passcode', async () => {
    const did = await register('SAME');
    await reset(did, 'SAME');
    expect(await register('SAME')).toBe(did);
  });

  it('of a pre-registered device leaves its did open to its next passcode', async () => {
    const did = await preregister();
    const inAdvance = { productKey: test.products.preregistered };
    await register('OLD', inAdvance);
    await reset(did, 'OLD');
    expect(await register('NEW', inAdvance)).toBe(did);
  });

  it('with a wrong passcode or an unknown did changes nothing and says nothing', async () => {
    const did = await register('RIGHT');
    await test.bind(did);
    await reset(did, 'WRONG');
    await reset(newDid(), 'RIGHT');
    expect(await test.device(did)).toMatchObject({ passcode: 'RIGHT' });
    expect(await test.countOf('binding', did)).toBe(1);
    expect(await test.countOf('device_reset', did)).toBe(0);
  });
});

describe('an erasure of the device', () => {
  it.each([
    ['a reset', (did: string) => reset(did, 'ABCDEFGHIJ')],
    ['a registration with another passcode', () => register('KLMNOPQRST')],
  ])('and %s wait for each other, and both succeed', async (_, act) => {
    const did = await register('ABCDEFGHIJ');
    await test.bind(did);
    const { rows } = await test.database.query<{ id: number }>('select id from device where did = $1', [did]);
    const ids = rows.map(({ id }) => id);
    const { acted } = await test.database.transaction(async (tx) => {
      // As far as an erasure has come when it has ended the bindings.
      await tx.query('select from device_standing where device_id = any($1) for update', [ids]);
      await tx.query('delete from binding where device_id = any($1)', [ids]);
      const acted = act(did);
      await expect.poll(() => waitingForLocks(test.database)).toBe(1);
      await deleteDevices(tx, ids);
      return { acted: () => acted };
    });
    await acted();
    const left = await test.database.query('select from device where id = any($1)', [ids]);
    expect(left.rowCount).toBe(0);
  });
});

describe('failed attempts', () => {
  it('of one address are throttled, and the right passcode of a device at which nobody guessed much passes', async () => {
    const did = await register('RIGHT');
    await test.goOnline(did);
    for (let i = 0; i < 5; i++) await reset(did, 'WRONG');
    for (let i = 0; i < 5; i++) await expect(register('WRONG')).rejects.toMatchObject({ code: '5018' });
    const throttled = { code: '5013', retryAfterSeconds: 1 };
    await expect(register('WRONG')).rejects.toMatchObject(throttled);
    await expect(reset(did, 'WRONG')).rejects.toMatchObject(throttled);
    await expect(register('A', { productKey: test.products.preregistered })).rejects.toMatchObject(throttled);
    expect(await register('RIGHT')).toBe(did);
    await reset(did, 'RIGHT');
  });
});

it('tells many dids at once which of them belong to a device', async () => {
  const did = await register('A');
  const answers = await Promise.all([did, newDid(), did, newDid()].map((one) => registrar.isExpected(one)));
  expect(answers).toEqual([true, false, true, false]);
});

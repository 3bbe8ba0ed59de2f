import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newDid } from '../../src/model/identifiers.ts';
import { updateProduct } from '../../src/store/write-product.ts';
import { type RunningGateway, startGateway, type TestDevice } from '../running-gateway.ts';
import { farewell, farewellOf } from './farewell.ts';
import {
  packetWithId,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  unsuback,
  unsubscribe,
} from './hand-made-packets.ts';
import { logIn } from './logged-in-peer.ts';
import { versions } from './versions.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
  const { database, catalog, product } = gateway;
  const settings = { adoptionUntilMs: gateway.now() + 3_600_000 };
  await updateProduct(database, product.id, { settings, document: undefined, updatedAtMs: gateway.now() });
  await catalog.reloadHere();
});
afterAll(() => gateway.stop());

/** Nobody knows it: it waits for approval, and must not notice. */
function strangerOf(): TestDevice {
  return { deviceId: 0, did: newDid(), passcode: 'WSIUADAGYY' };
}

describe.each(versions)('MQTT $name', ({ level }) => {
  test('a device that waits for approval is answered like any other, but for what would say that it is kept', async () => {
    const { device, peer } = await logIn(gateway, level, { device: strangerOf() });
    const filters = [`ser2cli_noti/${gateway.product.productKey}`, `app2dev/${device.did}/#`];
    peer.write(
      subscribe(
        level,
        1,
        filters.map((filter) => [filter, 1] as const),
      ),
    );
    expect(await peer.packet()).toEqual(suback(level, 1, [1, 1]));
    const topic = `dev2app/${device.did}`;
    for (const qos of [0, 1, 2] as const) peer.write(publish(level, { topic, qos, packetId: 9 }));
    peer.write(pingreq, packetWithId.pubrel(7), unsubscribe(level, 2, filters));
    expect(await peer.packets(3)).toEqual([
      pingresp,
      packetWithId.pubcomp(7, level === 5 ? 0x92 : undefined),
      unsuback(level, 2, [0, 0]),
    ]);
  });

  test('a device that waits for approval is cut for a second CONNECT', async () => {
    const { peer } = await logIn(gateway, level, { device: strangerOf() });
    peer.write(Buffer.from('1000', 'hex'));
    expect(await farewellOf(peer)).toEqual(farewell(level, 0x82));
  });
});

test('a device that waits for approval may use topic aliases', async () => {
  const { device, peer } = await logIn(gateway, 5, { device: strangerOf() });
  const properties = '230001';
  peer.write(
    publish(5, { topic: `dev2app/${device.did}`, properties }),
    publish(5, { topic: '', properties }),
  );
  peer.write(pingreq);
  expect(await peer.packet()).toEqual(pingresp);
});

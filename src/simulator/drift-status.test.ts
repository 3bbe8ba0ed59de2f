import { expect, test } from 'vitest';
import { isAlarm } from '../model/data-point.ts';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import { lifelikeHabits } from './device-habits.ts';
import { DeviceStatus } from './device-status.ts';
import { driftStatus, startStatus } from './drift-status.ts';
import { SeededRandom } from './seeded-random.ts';
import { readSimulatedProduct } from './simulated-product.ts';

const productKey = 'de9e8d18d9394cce9081b25a531e552b';
const products = [
  { protocol: 'standard', layout: readSimulatedProduct(productKey, greenhouseController).layout },
  { protocol: 'var_len', layout: readSimulatedProduct(productKey, irrigationValve).layout },
];
const habits = lifelikeHabits(5000);
const reports = 2000;

/** The status after each report of a device's life, and which data points changed. */
function live(layout: DeviceStatus['layout'], seed: number) {
  const status = new DeviceStatus(layout);
  const random = new SeededRandom(seed);
  startStatus(status, random);
  return Array.from({ length: reports }, () => {
    const changed = driftStatus(status, habits, random).map(({ point }) => point.name);
    return { changed, p0: status.encode('report', layout.fields).toString('hex'), values: valuesOf(status) };
  });
}

function valuesOf(status: DeviceStatus) {
  return new Map(status.layout.fields.map((field) => [field.point.name, status.get(field).valueOf()]));
}

test.each(products)(
  'the same seed repeats a life to the byte, another one does not ($protocol)',
  ({ layout }) => {
    expect(live(layout, 7)).toEqual(live(layout, 7));
    expect(live(layout, 7).at(-1)?.p0).not.toEqual(live(layout, 8).at(-1)?.p0);
  },
);

test.each(products)('all values stay within their range and among their texts ($protocol)', ({ layout }) => {
  for (const { values } of live(layout, 1)) {
    for (const { point } of layout.fields) {
      const value = values.get(point.name);
      if (point.uintSpec !== undefined) {
        expect(value).toBeGreaterThanOrEqual(point.uintSpec.min);
        expect(value).toBeLessThanOrEqual(point.uintSpec.max);
      }
      if (point.enumTexts !== undefined) expect(value).toBeLessThan(point.enumTexts.length);
    }
  }
});

test.each(products)(
  'every data point but the settings in bytes moves, alarms go on and off ($protocol)',
  ({ layout }) => {
    const changes = live(layout, 3).flatMap(({ changed }) => changed);
    const settings = layout.fields.filter(({ point }) => point.dataType === 'binary');
    const moving = layout.fields.filter((field) => !settings.includes(field));
    for (const { point } of moving) {
      const count = changes.filter((name) => name === point.name).length;
      expect(count, point.name).toBeGreaterThan(isAlarm(point) ? 1 : 0);
    }
  },
);

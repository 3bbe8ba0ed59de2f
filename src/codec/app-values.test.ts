import { expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../model/product-definition.ts';
import { appValues } from './app-values.ts';
import { createStatusImage, writeField } from './status-image.ts';
import { compileStatusLayout } from './status-layout.ts';

const layout = compileStatusLayout(parseProductDefinition(greenhouseController, '0'.repeat(32)));

test('apps read bool as true or false, binary as bytes, enum as text, numbers as real values, and unknown points not at all', () => {
  const image = createStatusImage(layout);
  const raw = { heater: 1, vent_open: 0, frost: 1, mode: 2, grow_light: 80, water_used: 125 };
  for (const [name, value] of Object.entries(raw)) writeField(image, layout.fieldsByName.get(name)!, value);
  const schedule = layout.fieldsByName.get('light_schedule')!;
  writeField(image, schedule, Buffer.of(6, 30));
  expect(appValues(layout, image)).toEqual({
    heater: true,
    vent_open: false,
    frost: true,
    mode: '节能',
    grow_light: 80,
    water_used: 1.25,
    light_schedule: [6, 30, ...new Array(schedule.point.position.len - 2).fill(0)],
  });
});

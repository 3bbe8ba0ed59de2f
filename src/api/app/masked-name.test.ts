import { expect, test } from 'vitest';
import { maskedName } from './masked-name.ts';

test.each([
  ['Gizwits', 'G****ts'],
  ['22', '2****2'],
  ['18812345888', '188****5888'],
  ['Gizwits@gizwits.com', 'G****ts@gizwits.com'],
  ['@home', '@****e'],
])('%s is shown as %s', (name, shown) => {
  expect(maskedName(name)).toBe(shown);
});

import { expect, test } from 'vitest';
import { HeldResources } from './held-resources.ts';

test('resources are given back in reverse order, and only once', async () => {
  const order: string[] = [];
  const held = new HeldResources();
  held.add(() => void order.push('first'));
  held.add(async () => void order.push('second'));
  await Promise.all([held.release(), held.release()]);
  expect(order).toEqual(['second', 'first']);
});

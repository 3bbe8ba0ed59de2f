import { beforeEach, describe, expect, it } from 'vitest';
import { ShownNonces } from './shown-nonces.ts';

describe('ShownNonces', () => {
  let nowMs: number;
  let nonces: ShownNonces;

  beforeEach(() => {
    nowMs = 1_000;
    nonces = new ShownNonces(() => nowMs, 2);
  });

  it('counts a nonce once over HTTP, and then not over MQTT either', () => {
    expect([nonces.show('a', 'http'), nonces.show('a', 'http'), nonces.show('a', 'mqtt')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('counts a nonce again over MQTT that counted there, and never over HTTP in between', () => {
    expect([nonces.show('a', 'mqtt'), nonces.show('a', 'http'), nonces.show('a', 'mqtt')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('remembers a nonce for a day after it last counted', () => {
    nonces.show('a', 'mqtt');
    nowMs += 86_399_999;
    nonces.show('a', 'mqtt');
    nowMs += 86_399_999;
    expect(nonces.show('a', 'http')).toBe(false);
    nowMs += 1;
    expect(nonces.show('a', 'http')).toBe(true);
  });

  it('forgets the one that counted longest ago when there are too many', () => {
    for (const nonce of ['a', 'b', 'a', 'c']) nonces.show(nonce, 'mqtt');
    expect([nonces.show('a', 'http'), nonces.show('c', 'http'), nonces.show('b', 'http')]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

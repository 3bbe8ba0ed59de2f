import fc from 'fast-check';

/** What a device does, and the server's batches write. */
export type Deed =
  | { readonly what: 'online' | 'offline'; readonly device: number }
  | { readonly what: 'report'; readonly device: number; readonly days: readonly number[] }
  | { readonly what: 'raise' | 'clear'; readonly device: number; readonly point: number };

/** What people do with a device. */
export type Handling =
  | { readonly what: 'disable' | 'enable' | 'erase'; readonly device: number }
  | { readonly what: 'place'; readonly device: number; readonly place: number }
  | { readonly what: 'group'; readonly device: number; readonly group: number }
  | { readonly what: 'bind' | 'eraseUser'; readonly device: number; readonly user: number };

/** What happens to the devices of a product, one thing after the other. Devices and groups are named by index. */
export type Happening =
  | { readonly by: 'device'; readonly deed: Deed }
  | { readonly by: 'hand'; readonly handling: Handling }
  | { readonly by: 'time'; readonly what: 'tomorrow' | 'fold' };

export const deviceCount = 8;
export const placeCount = 6;
/** 0 is no group. */
export const groupCount = 5;
export const pointCount = 3;
const userCount = 3;
/** How long before today data may still come in. */
const lateDaysMax = 40;

const device = fc.nat(deviceCount - 1);

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constantFrom('online' as const, 'offline' as const), device }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('report' as const),
      device,
      days: fc.array(fc.oneof(fc.nat(2), fc.nat(lateDaysMax)), { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constantFrom('raise' as const, 'clear' as const),
      device,
      point: fc.nat(pointCount - 1),
    }),
  },
);

const handlings: fc.Arbitrary<Handling> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('place' as const), device, place: fc.nat(placeCount - 1) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('group' as const), device, group: fc.nat(groupCount - 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constantFrom('bind' as const, 'eraseUser' as const),
      device,
      user: fc.nat(userCount - 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constantFrom('disable' as const, 'enable' as const, 'erase' as const),
      device,
    }),
  },
);

/** Mostly what is counted in the most ways. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { weight: 14, arbitrary: fc.record({ by: fc.constant('device' as const), deed: deeds }) },
    { weight: 8, arbitrary: fc.record({ by: fc.constant('hand' as const), handling: handlings }) },
    {
      weight: 2,
      arbitrary: fc.record({
        by: fc.constant('time' as const),
        what: fc.constantFrom('tomorrow' as const, 'fold' as const),
      }),
    },
  ),
  { minLength: 1, maxLength: 40 },
);

/** The numbers that appendix B of MQTT 3.1.1 gives out: how many statements each section has, from 1 on. */
export const numbers311: Readonly<Record<string, number>> = {
  '1.5.3': 3,
  '2.2.2': 2,
  '2.3.1': 7,
  '3.1.0': 2,
  '3.1.2': 24,
  '3.1.3': 11,
  '3.1.4': 5,
  '3.2.0': 1,
  '3.2.2': 6,
  '3.3.1': 12,
  '3.3.2': 3,
  '3.3.4': 1,
  '3.3.5': 2,
  '3.6.1': 1,
  '3.8.1': 1,
  '3.8.3': 4,
  '3.8.4': 6,
  '3.9.3': 2,
  '3.10.1': 1,
  '3.10.3': 2,
  '3.10.4': 6,
  '3.12.4': 1,
  '3.14.1': 1,
  '3.14.4': 3,
  '4.1.0': 2,
  '4.3.1': 1,
  '4.3.2': 2,
  '4.3.3': 2,
  '4.4.0': 1,
  '4.5.0': 2,
  '4.6.0': 6,
  '4.7.1': 3,
  '4.7.2': 1,
  '4.7.3': 4,
  '4.8.0': 2,
  '6.0.0': 4,
  '7.0.0': 2,
  '7.1.1': 1,
  '7.1.2': 1,
};

/** Sections of MQTT 3.1 that demand something of packets or servers; it numbers no statements. */
export const sections31: readonly string[] = [
  ...['2.1', '2.2', '2.3', '2.4', '2.5', '2.6'],
  ...Array.from({ length: 14 }, (_, at) => `3.${at + 1}`),
  ...['4.1', '4.2', '4.3', 'A'],
];

/** `1.5.3-1`, `1.5.3-2` and so on. */
export function clausesOf(numbers: Readonly<Record<string, number>>): string[] {
  return Object.entries(numbers).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, at) => `${section}-${at + 1}`),
  );
}

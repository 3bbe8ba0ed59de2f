/** The versions of MQTT that devices may speak: every test of this folder runs for each of them. */
export const versions = [
  { name: '3.1', level: 3 },
  { name: '3.1.1', level: 4 },
  { name: '5', level: 5 },
] as const;

/** As CONNECT carries it. */
export type Level = (typeof versions)[number]['level'];

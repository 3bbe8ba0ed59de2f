/**
 * A demand of a standard on the servers, clients or packets of MQTT, in our words, and how it is met: by tests, named by
 * their titles; by the reason why it cannot concern this server; or not at all, under a heading of docs/mqtt.md.
 */
export type Statement = { readonly clause: string; readonly demand: string } & (
  | { readonly shownBy: readonly string[] }
  | { readonly notOurs: string }
  | { readonly deviation: Deviation; readonly shownBy?: readonly string[] }
);

/** Headings of docs/mqtt.md, where the reasons are. */
export type Deviation =
  | 'No session outlives its connection'
  | 'Wills are not published'
  | 'Nothing is retained'
  | 'Devices do not hear each other'
  | 'The user name is the device';

/** Why a statement cannot concern this server. */
export const notOurs = {
  clients: 'a demand on clients',
  aboveQos0: 'messages to devices are sent at QoS 0',
  webSocket: 'MQTT is not served over WebSocket',
  bridge: 'the server makes no MQTT connections',
  passedOn: 'what a device sends is passed on to no client',
  retained: 'CONNACK says that nothing is retained',
  shared: 'shared subscriptions are refused, as CONNACK has said',
  identifiers: 'subscription identifiers are refused, as CONNACK has said',
  authentication: 'extended authentication is refused',
  noWords: 'the server sends no words in it',
  everyClientId: 'every client id is taken',
  everyQos: 'QoS 0, 1 and 2 are taken',
  twoByteLength: 'a length of two bytes cannot say more',
} as const;

/** How many statements there are of each kind, for docs/mqtt.md. */
export function countKinds(statements: readonly Statement[]): {
  shown: number;
  notOurs: number;
  deviating: number;
} {
  const deviating = statements.filter((statement) => 'deviation' in statement).length;
  const others = statements.filter((statement) => 'notOurs' in statement).length;
  return { shown: statements.length - deviating - others, notOurs: others, deviating };
}

/** How a property's value is written, and what it is here. MQTT 5.0 §1.5, §2.2.2.2. */
export interface PropertyValues {
  /** One byte that may be 0 or 1 only. */
  readonly flag: boolean;
  readonly byte: number;
  readonly uint16: number;
  readonly uint32: number;
  /** 0 to 268,435,455 in one to four bytes. */
  readonly variableByteInteger: number;
  readonly string: string;
  /** A string without wildcards. */
  readonly topicName: string;
  readonly binary: Buffer;
  readonly stringPair: readonly [name: string, value: string];
}

/** What carries properties: the packets, and the will inside CONNECT. */
export type PropertyCarrier =
  | 'connect'
  | 'will'
  | 'connack'
  | 'publish'
  | 'puback'
  | 'pubrec'
  | 'pubrel'
  | 'pubcomp'
  | 'subscribe'
  | 'suback'
  | 'unsubscribe'
  | 'unsuback'
  | 'disconnect';

export interface PropertyRule {
  readonly id: number;
  readonly type: keyof PropertyValues;
  readonly carriers: readonly PropertyCarrier[];
  /** May stand more than once in one packet. */
  readonly isRepeatable?: true;
  /** 0 is a protocol error. */
  readonly isNeverZero?: true;
}

const answers = [
  'connack',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'suback',
  'unsuback',
  'disconnect',
] as const;

/** MQTT 5.0 table 2-4, without what only AUTH carries: this server refuses extended authentication. */
export const propertyTable = {
  payloadFormatIndicator: { id: 0x01, type: 'flag', carriers: ['publish', 'will'] },
  messageExpiryInterval: { id: 0x02, type: 'uint32', carriers: ['publish', 'will'] },
  contentType: { id: 0x03, type: 'string', carriers: ['publish', 'will'] },
  responseTopic: { id: 0x08, type: 'topicName', carriers: ['publish', 'will'] },
  correlationData: { id: 0x09, type: 'binary', carriers: ['publish', 'will'] },
  // In a PUBLISH it comes from servers only, [MQTT-3.3.4-6]; this one has none to send.
  subscriptionIdentifier: {
    id: 0x0b,
    type: 'variableByteInteger',
    carriers: ['subscribe'],
    isNeverZero: true,
  },
  sessionExpiryInterval: { id: 0x11, type: 'uint32', carriers: ['connect', 'connack', 'disconnect'] },
  assignedClientIdentifier: { id: 0x12, type: 'string', carriers: ['connack'] },
  serverKeepAlive: { id: 0x13, type: 'uint16', carriers: ['connack'] },
  authenticationMethod: { id: 0x15, type: 'string', carriers: ['connect', 'connack'] },
  authenticationData: { id: 0x16, type: 'binary', carriers: ['connect', 'connack'] },
  requestProblemInformation: { id: 0x17, type: 'flag', carriers: ['connect'] },
  willDelayInterval: { id: 0x18, type: 'uint32', carriers: ['will'] },
  requestResponseInformation: { id: 0x19, type: 'flag', carriers: ['connect'] },
  responseInformation: { id: 0x1a, type: 'string', carriers: ['connack'] },
  serverReference: { id: 0x1c, type: 'string', carriers: ['connack', 'disconnect'] },
  reasonString: { id: 0x1f, type: 'string', carriers: answers },
  receiveMaximum: { id: 0x21, type: 'uint16', carriers: ['connect', 'connack'], isNeverZero: true },
  topicAliasMaximum: { id: 0x22, type: 'uint16', carriers: ['connect', 'connack'] },
  topicAlias: { id: 0x23, type: 'uint16', carriers: ['publish'] },
  maximumQoS: { id: 0x24, type: 'byte', carriers: ['connack'] },
  retainAvailable: { id: 0x25, type: 'flag', carriers: ['connack'] },
  userProperties: {
    id: 0x26,
    type: 'stringPair',
    carriers: ['connect', 'will', 'publish', 'subscribe', 'unsubscribe', ...answers],
    isRepeatable: true,
  },
  maximumPacketSize: { id: 0x27, type: 'uint32', carriers: ['connect', 'connack'], isNeverZero: true },
  wildcardSubscriptionAvailable: { id: 0x28, type: 'flag', carriers: ['connack'] },
  subscriptionIdentifiersAvailable: { id: 0x29, type: 'flag', carriers: ['connack'] },
  sharedSubscriptionAvailable: { id: 0x2a, type: 'flag', carriers: ['connack'] },
} as const satisfies Record<string, PropertyRule>;

export type PropertyName = keyof typeof propertyTable;

type ValueOf<Rule extends PropertyRule> = Rule extends { readonly isRepeatable: true }
  ? readonly PropertyValues[Rule['type']][]
  : PropertyValues[Rule['type']];

/** The properties of one packet, by name. A property that is left out is not there. */
export type Properties = { readonly [Name in PropertyName]?: ValueOf<(typeof propertyTable)[Name]> };

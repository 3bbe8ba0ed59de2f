import { QiyunError } from '../../model/errors.ts';

/** 1003, 1009 and 1011 are what clients in the field know (app-open-api.md §5.4); the others are ours. */
const texts = {
  1000: 'Server error!',
  1001: 'Invalid message!',
  1002: 'Unknown cmd!',
  1003: 'Websocket client not login!',
  1004: 'Device not subscribed!',
  1005: 'Device offline!',
  1006: 'Invalid attrs!',
  1007: 'Device did not answer!',
  1008: 'Too many!',
  1009: 'M2M socket has closed, please login again!',
  1010: 'Not allowed!',
  1011: 'No heartbeat!',
} as const;

export type InvalidMessageCode = keyof typeof texts;

/** What a command to a device may fail with. */
const codesOfErrors: Readonly<Record<string, InvalidMessageCode>> = {
  '5305': 1005,
  '5401': 1006,
  '5402': 1010,
  '5403': 1007,
  '5404': 1010,
};

/** A message of an app that is refused by `s2c_invalid_msg`. */
export class InvalidMessage extends Error {
  readonly code: InvalidMessageCode;

  constructor(code: InvalidMessageCode, detail = '') {
    super(detail === '' ? texts[code] : `${texts[code]} ${detail}`);
    this.code = code;
  }
}

/** What the app is told of any error; of a fault of ours nothing but that it is one. */
export function asInvalidMessage(error: unknown): InvalidMessage {
  if (error instanceof InvalidMessage) return error;
  const code = error instanceof QiyunError ? codesOfErrors[error.code] : undefined;
  return code === undefined
    ? new InvalidMessage(1000)
    : new InvalidMessage(code, (error as QiyunError).detail);
}

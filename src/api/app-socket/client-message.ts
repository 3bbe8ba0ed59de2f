import { type Static, Type } from 'typebox';
import { describeViolation } from '../describe-violation.ts';
import { createSchemaCompiler } from '../schema-compiler.ts';
import { InvalidMessage } from './invalid-message.ts';

const did = Type.String({ maxLength: 64 });
/** With it the device is asked to acknowledge, and the answer carries it as `res_sn`. */
const sn = Type.Optional(Type.Integer());

/** Those that the app wants to hear of; none is all. */
const pointNames = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1_000 });

/** What apps send, by `cmd` (app-open-api.md §5.4). */
const schemas = {
  login_req: Type.Object({
    data: Type.Object({
      appid: Type.String(),
      uid: Type.String(),
      token: Type.String(),
      p0_type: Type.Optional(Type.Enum(['attrs_v4', 'custom'])),
      heartbeat_interval: Type.Optional(Type.Number({ minimum: 1 })),
      // Live clients send it as text.
      auto_subscribe: Type.Optional(
        Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')]),
      ),
    }),
  }),
  subscribe_req: Type.Object({ data: Type.Array(Type.Object({ did })) }),
  c2s_read: Type.Object({ req_sn: sn, data: Type.Object({ did, names: Type.Optional(pointNames) }) }),
  c2s_write: Type.Object({
    req_sn: sn,
    data: Type.Object({ did, attrs: Type.Record(Type.String(), Type.Unknown()) }),
  }),
  c2s_raw: Type.Object({ data: Type.Object({ did, raw: Type.Unknown() }) }),
  c2s_ack: Type.Object({}),
  ping: Type.Object({}),
};

type Schemas = typeof schemas;
export type ClientCommand = keyof Schemas;
export type ClientMessage<Cmd extends ClientCommand> = Static<Schemas[Cmd]>;

/** A message with the name of what it is. */
export type AnyClientMessage = {
  [Cmd in ClientCommand]: { readonly cmd: Cmd; readonly message: ClientMessage<Cmd> };
}[ClientCommand];

const compile = createSchemaCompiler();
const validators = Object.fromEntries(
  Object.entries(schemas).map(([cmd, schema]) => [
    cmd,
    compile({ schema, httpPart: 'body', method: '', url: '' }),
  ]),
);

/** @throws InvalidMessage 1001 for what is no message, 1002 for an unknown `cmd` */
export function parseClientMessage(text: string): AnyClientMessage {
  const message = parseJson(text);
  const { cmd } = message as { cmd?: unknown };
  if (typeof cmd !== 'string') throw new InvalidMessage(1001, 'cmd: is required');
  if (!Object.hasOwn(schemas, cmd)) throw new InvalidMessage(1002);
  const validate = validators[cmd]!;
  if (validate(message) !== true) {
    const [field, reason] = describeViolation(
      (validate.errors as Parameters<typeof describeViolation>[0][])[0]!,
      'message',
    );
    throw new InvalidMessage(1001, `${field}: ${reason}`);
  }
  return { cmd, message } as AnyClientMessage;
}

function parseJson(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidMessage(1001, 'not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new InvalidMessage(1001, 'not an object');
  return value;
}

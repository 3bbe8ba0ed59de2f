import { type Static, Type } from 'typebox';
import { encodeControl } from '../codec/control.ts';
import { parseRaw } from '../codec/raw-control.ts';
import type { StatusLayouts } from '../codec/status-layouts.ts';
import type { AuditActor } from '../model/audit-event.ts';
import type { Clock } from '../model/clock.ts';
import { commandTimeoutMs, type DeviceCommands } from '../model/device-commands.ts';
import { invalidField, QiyunError } from '../model/errors.ts';
import type { AuditWriter } from '../store/audit-log.ts';
import type { Product } from '../store/catalog.ts';
import { auditedCommand } from './audited-command.ts';
import { commandDetail } from './command-detail.ts';

/** What a caller wants of a device: either of raw and attrs (contract.md §5, control). */
export const controlBody = Type.Object(
  {
    raw: Type.Optional(
      Type.Unknown({
        description: 'P0, action byte included: an array of 0 to 255, or text with binary_coding',
      }),
    ),
    attrs: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    binary_coding: Type.Optional(Type.Enum(['hex', 'base64'])),
  },
  { examples: [{ attrs: { target_temperature: 23.5, grow_light: 80 } }] },
);
type ControlBody = Static<typeof controlBody>;

interface Services {
  readonly auditWriter: AuditWriter;
  readonly clock: Clock;
  readonly layouts: StatusLayouts;
  readonly commands: DeviceCommands;
}

interface CommandTarget {
  readonly deviceId: number;
  readonly did: string;
  readonly product: Product;
}

/**
 * Sends a command that is in order; resolves when the device has acknowledged it, if its product wants that, and it is in
 * the audit log.
 */
export type Command = (services: Services, actor: AuditActor, target: CommandTarget) => Promise<void>;

/**
 * Refuses at once what is wrong by its form; data points need the device's product.
 * @throws QiyunError 5002; the command 5401, 5402, and 5305, 5403 as `DeviceCommands.send`
 */
export function parseCommand(body: ControlBody): Command {
  const payloadFor = parsePayload(body);
  return async (services, actor, { deviceId, did, product }) => {
    const payload = payloadFor(product, services.layouts);
    const detail = commandDetail(payload, body.attrs);
    const act = { action: 'device.control', productKey: product.productKey, dids: [did], detail } as const;
    await auditedCommand(services, { ...actor, ...act }, () =>
      services.commands.send(deviceId, payload, {
        timeoutMs: commandTimeoutMs,
        acknowledgement: product.controlAck,
      }),
    );
  };
}

type PayloadFor = (product: Product, layouts: StatusLayouts) => Buffer;

function parsePayload({ raw, attrs, binary_coding: binaryCoding }: ControlBody): PayloadFor {
  if ((raw === undefined) === (attrs === undefined))
    throw invalidField('body', 'must have either raw or attrs');
  if (attrs === undefined) {
    const payload = parseRaw(raw, binaryCoding);
    return () => payload;
  }
  return (product, layouts) => {
    if (!product.current) throw new QiyunError('5402');
    return encodeControl(layouts.of(product.current.definition), attrs, binaryCoding ? { binaryCoding } : {});
  };
}

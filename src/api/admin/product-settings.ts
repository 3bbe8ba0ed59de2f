import { Type } from 'typebox';
import { nullable } from '../nullable.ts';

/**
 * What an administrator decides of a product (contract.md §4 5007, 5303, 5403, 5404 and §8, registration). The limits are
 * those of one device; null is the server's own. The two data points are those with which devices say where they are.
 * `agg_data`: numbers are summed up by the hour from now on. `passcode_by_mac`: apps may ask for passcodes by mac.
 * `adoption_until`: until then devices that nobody knows may come in and wait for approval (§1).
 */
export const productSettings = {
  remote_control: Type.Boolean(),
  control_requires_binding: Type.Boolean(),
  control_ack: Type.Enum(['required', 'sent']),
  registration: Type.Enum(['open', 'preregistered', 'encrypted']),
  association: Type.Enum(['open', 'closed']),
  max_messages_per_second: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
  max_payload_bytes: nullable(Type.Integer({ minimum: 1, maximum: 65_535 })),
  longitude_attr: nullable(Type.String({ minLength: 1, maxLength: 64 })),
  latitude_attr: nullable(Type.String({ minLength: 1, maxLength: 64 })),
  agg_data: Type.Boolean(),
  passcode_by_mac: Type.Boolean(),
  adoption_until: nullable(Type.Integer({ minimum: 1 })),
};

import { Type } from 'typebox';

/** What an administrator decides of a product (contract.md §4 5007, 5303, 5403, 5404 and §8, registration). */
export const productSettings = {
  remote_control: Type.Boolean(),
  control_requires_binding: Type.Boolean(),
  control_ack: Type.Enum(['required', 'sent']),
  registration: Type.Enum(['open', 'preregistered', 'encrypted']),
  association: Type.Enum(['open', 'closed']),
};

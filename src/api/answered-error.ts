import type { QiyunError } from '../model/errors.ts';
import { RequestSlot } from './request-slot.ts';

/** Set when a request is answered with an error. */
export const answeredError = new RequestSlot<QiyunError>('answeredError');

import { invalidField } from '../model/errors.ts';
import { isUniqueViolation } from './database.ts';

/** The error to throw for a failed insert: 5002 naming the field when its value is in use already, else the error itself. */
export function asIdentifierTaken(error: unknown, field: string): unknown {
  return isUniqueViolation(error) ? invalidField(field, 'is used already') : error;
}

import { type TSchema, Type } from 'typebox';

type Scalar = TSchema & { type: string };

/** The schema's type or null: what is unknown is null in answers (contract.md §5). */
export function nullable<T extends Scalar>(schema: T) {
  return Type.Unsafe<Type.Static<T> | null>({ ...schema, type: [schema.type, 'null'] });
}

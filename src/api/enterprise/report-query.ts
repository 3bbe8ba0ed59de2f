import { Type } from 'typebox';

/** PostgreSQL has no texts with NUL. */
export const gidQuery = Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\0]*$' }));

/** Query of reports by date, week or month. */
export const cycleQuery = Type.Object({
  gid: gidQuery,
  cycle: Type.Enum(['date', 'week', 'month'], { default: 'date' }),
  start: Type.String({ maxLength: 32 }),
  end: Type.String({ maxLength: 32 }),
});

import { Type } from 'typebox';

/** Anything that PostgreSQL can store. */
const pattern = '^[^\\0\\p{Cs}]*$';

export const personName = Type.String({
  maxLength: 128,
  pattern,
  description: 'name of the person',
  'x-description-zh': '姓名',
  examples: ['王芳'],
});

/** M, F, or N for what is not known. */
export const gender = Type.Enum(['M', 'F', 'N']);

/** With the year or without. */
export const birthday = Type.String({
  pattern: '^([0-9]{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
  description: 'birthday of the user: YYYY-MM-DD, or MM-DD',
  'x-description-zh': '生日：YYYY-MM-DD 或 MM-DD',
  examples: ['1990-01-02'],
});

export const postalAddress = Type.String({ maxLength: 512, pattern });
export const userRemark = Type.String({ maxLength: 512, pattern });

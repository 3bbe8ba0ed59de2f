import buildSerializer, { type AnySchema } from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';

/** Makes the writer of an answer when the first one goes out, for the reason that `createSchemaCompiler` has. */
export const compileSerializerOnFirstUse: FastifySerializerCompiler<AnySchema> = ({ schema }) => {
  let compiled: ((answer: unknown) => string) | undefined;
  return (answer) => {
    compiled ??= buildSerializer(schema);
    return compiled(answer);
  };
};

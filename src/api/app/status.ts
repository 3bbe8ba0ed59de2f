import { Type } from 'typebox';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { readProjectVersion } from '../project-version.ts';

const schema = {
  operationId: 'get_app_status',
  tags: ['应用接口'],
  summary: '获取服务版本',
  description: 'The version of the server.',
  response: {
    200: Type.Object({
      status: Type.Object({
        version: Type.String({ description: 'of the server', 'x-description-zh': '服务器版本' }),
      }),
    }),
  },
} as const satisfies DocumentedSchema;

export function status() {
  let version: Promise<string> | undefined;
  return endpoint(schema, async () => {
    version ??= readProjectVersion();
    return { status: { version: await version } };
  });
}

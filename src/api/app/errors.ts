import { Type } from 'typebox';
import { type ErrorCode, errorTable } from '../../model/errors.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { errorMessage } from '../error-answer.ts';

const schema = {
  operationId: 'get_app_errors',
  tags: ['应用接口'],
  summary: '获取错误码列表',
  description: 'Every error that an endpoint of /app answers.',
  descriptionZh: '/app 接口返回的全部错误码。',
  response: {
    200: Type.Array(
      Type.Object({
        status: Type.Integer({ description: 'HTTP status', 'x-description-zh': 'HTTP 状态码' }),
        error_message: Type.String(),
        error_code: Type.Integer(),
      }),
    ),
  },
} as const satisfies DocumentedSchema;

/** Below are those of the Enterprise API. */
const firstOfApps = 9001;

const codes = (Object.keys(errorTable) as ErrorCode[]).filter((code) => Number(code) >= firstOfApps);

export const errors = () =>
  endpoint(schema, async (_call, { headers }) =>
    codes.map((code) => ({
      status: errorTable[code].status,
      error_message: errorMessage(code, headers['accept-language']),
      error_code: Number(code),
    })),
  );

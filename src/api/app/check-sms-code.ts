import { Type } from 'typebox';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { code, phone } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { spendCode } from './spend-code.ts';

const schema = {
  operationId: 'put_app_verify_codes',
  tags: ['应用用户'],
  summary: '校验短信验证码',
  description: 'Checks a code that was sent to a phone. It is used up then.',
  descriptionZh: '校验短信验证码，校验后验证码失效。',
  body: Type.Object({ phone, sms_code: code }),
  response: { 200: Type.Object({}) },
  refusals: ['9009', '9010', '9041'],
} as const satisfies DocumentedSchema;

export const checkSmsCode = (services: AppServices) =>
  endpoint(schema, async ({ body: { phone, sms_code: code } }, request) => {
    await spendCode(services, request, { purpose: 'phone', recipient: phone, code });
    return {};
  });

import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { code, phone } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { sendCode } from './send-code.ts';
import { spendCode } from './spend-code.ts';

const schema = {
  operationId: 'post_app_sms_code',
  tags: ['应用用户'],
  summary: '短信验证码的获取和校验',
  description:
    'Sends a code to a phone; with `code`, checks the one that was sent, which is used up then. A code is good for ten minutes, once, and for five attempts.',
  descriptionZh:
    '传入 phone 则发送短信验证码；同时传入 code 则校验，校验后验证码失效。验证码 10 分钟内有效，最多尝试 5 次。',
  body: Type.Object({ phone, code: Type.Optional(code) }),
  response: { 200: Type.Object({}) },
  refusals: ['9009', '9010', '9037', '9041'],
} as const satisfies DocumentedSchema;

export const smsCode = (services: AppServices) =>
  endpoint(schema, async ({ body: { phone, code } }, request) => {
    if (code === undefined) await sendPhoneCode(services, request, phone);
    else await spendCode(services, request, { purpose: 'phone', recipient: phone, code });
    return {};
  });

/** In Chinese to Chinese numbers, in English to others. @throws QiyunError 9037, 9041, as `sendCode` does */
export function sendPhoneCode(services: AppServices, request: FastifyRequest, phone: string): Promise<void> {
  const language = phone.startsWith('+') && !phone.startsWith('+86') ? 'en' : 'zh';
  return sendCode(services, request, { purpose: 'phone', recipient: phone, language });
}

import { Type } from 'typebox';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { phone } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { captchaFields } from './captcha-fields.ts';
import { sendPhoneCode } from './sms-code.ts';
import { spendCode } from './spend-code.ts';

const schema = {
  operationId: 'post_app_verify_codes',
  tags: ['应用用户'],
  summary: '校验图片验证码并发送验证码',
  description: 'Sends a code to a phone for whoever has read the digits of a picture.',
  descriptionZh: '校验图片验证码，通过后发送短信验证码。',
  body: Type.Object({ phone, ...captchaFields }),
  response: { 201: Type.Object({}) },
  refusals: ['9009', '9010', '9037', '9041'],
} as const satisfies DocumentedSchema;

export const answerCaptcha = (services: AppServices) =>
  endpoint(schema, async ({ body }, request) => {
    const { phone, captcha_id: id, captcha_code: code } = body;
    await spendCode(services, request, { purpose: 'captcha', recipient: id, code });
    await sendPhoneCode(services, request, phone);
    return {};
  });

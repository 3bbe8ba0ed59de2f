import { Type } from 'typebox';
import { askedHost } from '../../model/asked-host.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { captchaDigits } from './captcha.ts';
import { captchaFields } from './captcha-fields.ts';
import { captchaImagePath } from './register-captcha-images.ts';
import { takeTurn } from './take-turn.ts';

const schema = {
  operationId: 'get_app_verify_codes',
  tags: ['应用用户'],
  summary: '获取图片验证码',
  description: 'A picture of digits, which whoever wants a code for his phone has to read.',
  descriptionZh: '图片验证码，10 分钟内有效。将 captcha_url 的图片显示给用户。',
  response: {
    200: Type.Object({
      captcha_id: captchaFields.captcha_id,
      captcha_url: Type.String({
        description: 'where the picture is',
        'x-description-zh': '图片地址',
        examples: ['http://iot.example.com/captcha/image/0f8fad5bd9cb469fa16570867728950e'],
      }),
    }),
  },
} as const satisfies DocumentedSchema;

export const getCaptcha = ({ codes, seal, throttles, clock }: AppServices) =>
  endpoint(schema, async (_call, request) => {
    askedHost(request.host);
    // For the same reason: so that nobody fills the disk.
    await takeTurn(throttles.newUsers, request);
    const { appid } = callingApp.get(request)!;
    const id = newHexIdentifier();
    await codes.keep({ appid, purpose: 'captcha', recipient: id }, captchaDigits(seal, id), clock());
    const url = `${request.protocol}://${request.host}${captchaImagePath(id)}`;
    return { captcha_id: id, captcha_url: url };
  });

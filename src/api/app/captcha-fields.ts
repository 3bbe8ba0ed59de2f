import { Type } from 'typebox';
import { hexIdentifierPattern } from '../../model/identifiers.ts';

export const captchaFields = {
  captcha_id: Type.String({
    pattern: hexIdentifierPattern,
    description: 'the picture',
    'x-description-zh': '图片验证码 id',
    examples: ['0f8fad5bd9cb469fa16570867728950e'],
  }),
  captcha_code: Type.String({
    minLength: 1,
    maxLength: 16,
    description: 'the digits in the picture',
    'x-description-zh': '图片验证码的值',
    examples: ['52814'],
  }),
};

import type { HttpApp } from '../http-face.ts';
import { declareAccess } from '../openapi/access.ts';
import { answerCaptcha } from './answer-captcha.ts';
import type { AppServices } from './app-services.ts';
import { requireAppToken } from './app-token-access.ts';
import { checkSmsCode } from './check-sms-code.ts';
import { getCaptcha } from './get-captcha.ts';
import { appSecretAccess, requestToken } from './request-token.ts';
import { smsCode } from './sms-code.ts';

/** Codes that an app has sent, and the token that it needs for it. */
export function registerCodes(face: HttpApp, services: AppServices): void {
  face.register(async (secret) => {
    declareAccess(secret, appSecretAccess);
    secret.post('/app/request_token', requestToken(services));
  });
  face.register(async (withToken) => {
    requireAppToken(withToken, services);
    withToken.post('/app/sms_code', smsCode(services));
    withToken.get('/app/verify/codes', getCaptcha(services));
    withToken.post('/app/verify/codes', answerCaptcha(services));
    withToken.put('/app/verify/codes', checkSmsCode(services));
  });
}

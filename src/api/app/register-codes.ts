import type { HttpApp } from '../http-face.ts';
import { declareAccess } from '../openapi/access.ts';
import type { AppServices } from './app-services.ts';
import { requireAppToken } from './app-token-access.ts';
import { checkSmsCode } from './check-sms-code.ts';
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
    withToken.put('/app/verify/codes', checkSmsCode(services));
  });
}

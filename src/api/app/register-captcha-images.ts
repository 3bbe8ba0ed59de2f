import { Type } from 'typebox';
import { hexIdentifierPattern } from '../../model/identifiers.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';
import type { HttpApp } from '../http-face.ts';
import { captchaImage } from './captcha.ts';

const params = Type.Object({ id: Type.String({ pattern: hexIdentifierPattern }) });

/** The images of captchas: what shows them sends no headers of ours, so they are outside of /app. */
export function registerCaptchaImages(app: HttpApp, seal: SecretSeal): void {
  app.get('/captcha/image/:id', { schema: { params } }, async ({ params: { id } }, reply) => {
    reply.type('image/png');
    return captchaImage(seal, id);
  });
}

/** Where the image of a captcha is, on the server that was asked. */
export function captchaImagePath(captchaId: string): string {
  return `/captcha/image/${captchaId}`;
}

import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { SecretSeal } from '../../store/secret-seal.ts';
import { createHttpApp } from '../http-app.ts';
import { captchaDigits, captchaImage } from './captcha.ts';
import { captchaImagePath, registerCaptchaImages } from './register-captcha-images.ts';

const seal = new SecretSeal(Buffer.alloc(32, 7));
const id = '0f8fad5bd9cb469fa16570867728950e';

describe('a captcha', () => {
  it('has five digits that follow from its id and the key', () => {
    expect(captchaDigits(seal, id)).toMatch(/^\d{5}$/);
    expect(captchaDigits(seal, id)).toBe(captchaDigits(seal, id));
    expect(captchaDigits(new SecretSeal(Buffer.alloc(32, 8)), id)).not.toBe(captchaDigits(seal, id));
    const all = new Set(Array.from({ length: 100 }, () => captchaDigits(seal, newHexIdentifier())));
    expect(all.size).toBeGreaterThan(95);
  });

  it('is a PNG with ink and paper on it', () => {
    const image = captchaImage(seal, id);
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    const [width, height] = [image.readUInt32BE(16), image.readUInt32BE(20)];
    const begin = image.indexOf('IDAT') + 4;
    const rows = inflateSync(image.subarray(begin, begin + image.readUInt32BE(begin - 8)));
    expect(rows).toHaveLength((width + 1) * height);
    expect(rows.filter((pixel) => pixel === 40).length).toBeGreaterThan(500);
    expect(rows.filter((pixel) => pixel === 255).length).toBeGreaterThan(2000);
  });

  it('is shown to whoever asks for it, without any header', async () => {
    const app = createHttpApp({ checkReady: async () => {} });
    registerCaptchaImages(app, seal);
    const answer = await app.inject(captchaImagePath(id));
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/png']);
    expect(answer.rawPayload.equals(captchaImage(seal, id))).toBe(true);
    expect((await app.inject(captchaImagePath('x'))).statusCode).toBe(400);
    await app.close();
  });
});

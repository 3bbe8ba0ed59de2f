import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import type { ForeignAccount } from '../../store/returning-user.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { guessFrom } from './take-turn.ts';

const words = { minLength: 1, maxLength: 4096 };

/** What an app was told by whoever keeps the account. */
export const foreignAccount = Type.Object(
  {
    src: Type.Enum(['qq', 'sina', 'baidu', 'wechat', 'twitter', 'facebook', 'google', 'amazon']),
    uid: Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\p{Cc}\\p{Cs}]*$' }),
    token: Type.String({
      ...words,
      description: 'what they gave for it',
      'x-description-zh': '第三方平台返回的 token',
    }),
    token_secret: Type.Optional(
      Type.String({ ...words, description: 'of Twitter', 'x-description-zh': 'Twitter 的 token secret' }),
    ),
  },
  {
    description: 'an account of somebody else’s',
    'x-description-zh': '第三方账号',
    examples: [{ src: 'wechat', uid: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M', token: 'the token of WeChat' }],
  },
);

/**
 * The account as its verifier knows it.
 * @throws QiyunError 9026 it is refused, or nobody here verifies accounts; 9008 with 503 when the verifier fails; 9041
 */
export async function verifiedAccount(
  { accounts, throttles }: Pick<AppServices, 'accounts' | 'throttles'>,
  request: FastifyRequest,
  { src, uid, token, token_secret: tokenSecret }: Static<typeof foreignAccount>,
): Promise<ForeignAccount> {
  if (!accounts)
    throw new QiyunError('9026', { detail: 'authData: this server verifies no accounts of others' });
  const { appid } = callingApp.get(request)!;
  return guessFrom(request, throttles.failedAttempts, async () => {
    const verified = await accounts.verify({ appid, src, uid, token, tokenSecret }).catch((cause) => {
      throw new QiyunError('9008', { status: 503, detail: 'authData: it cannot be verified now', cause });
    });
    if (verified === undefined) throw new QiyunError('9026', { detail: 'authData: it was refused' });
    return { src, uid: verified };
  });
}

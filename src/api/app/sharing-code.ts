import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { hexIdentifierPattern } from '../../model/identifiers.ts';
import { type CodedSharing, findCodedSharing } from '../../store/sharings.ts';
import type { AppServices } from './app-services.ts';
import { takeTurn } from './take-turn.ts';
import type { AppUser } from './user-endpoint.ts';

export const codeParams = Type.Object({
  code: Type.String({
    pattern: hexIdentifierPattern,
    description: 'what the QR code says after code=',
    'x-description-zh': '二维码内容中 code= 之后的部分',
    examples: ['60a6cacabe4046f4aa25ac1f79d81a4f'],
  }),
});

/**
 * The sharing of a code, for anybody but its owner whose app may use the device's product.
 * @throws QiyunError 9084 no such code, 9041 after too many of these from one address, 9096 the owner's own
 */
export async function sharingOfCode(
  { database, catalog, throttles }: Pick<AppServices, 'database' | 'catalog' | 'throttles'>,
  { user: { uid, app }, code }: { readonly user: AppUser; readonly code: string },
  request: FastifyRequest,
): Promise<CodedSharing> {
  const sharing = await findCodedSharing(database, code);
  if (!sharing || !catalog.isAssociated(app.enterpriseId, sharing.productId)) {
    await takeTurn(throttles.failedAttempts, request);
    throw new QiyunError('9084');
  }
  if (sharing.uid === uid) throw new QiyunError('9096');
  return sharing;
}

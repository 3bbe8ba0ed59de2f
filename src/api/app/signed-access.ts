import type { Access } from '../openapi/access.ts';
import { userAccess } from './user-access.ts';

/** A user, and the signature of whoever has the product's secret (app-open-api.md §5.1). */
export const signedAccess: Access = {
  ...userAccess,
  security: {
    ...userAccess.security,
    timestamp: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-Timestamp',
      description: 'now, in seconds since the epoch; may be off by 5 minutes',
      'x-description-zh': '当前时间，秒；与服务器时间相差不超过 5 分钟',
    },
    signature: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-Signature',
      description: 'md5 of the product secret followed by the timestamp, in lower-case hex',
      'x-description-zh': 'lower(md5(product_secret + X-Gizwits-Timestamp))',
    },
  },
  refusals: [...userAccess.refusals, '9043', '9044'],
};

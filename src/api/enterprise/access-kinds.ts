import type { Access } from '../openapi/access.ts';

/** Enterprise and product show their secrets in the body (contract.md §2, token endpoint). */
export const secretsAccess: Access = {
  security: {},
  refusals: ['5003', '5004', '5005', '5012', '5013', '5015'],
  hasQuota: true,
};

/** A token of the product (contract.md §2, product endpoints). */
export const tokenAccess: Access = {
  security: {
    token: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: '`token XXX`: the word token, a blank, and what `access_token` answered as `token`',
      'x-description-zh': '`token XXX`：token 一词、空格，再加获取 token 接口返回的 token 值',
    },
  },
  refusals: ['5007', '5009', '5010', '5011', '5012', '5013', '5015'],
  hasQuota: true,
};

/** Id and secret of the enterprise in headers (contract.md §2, enterprise endpoints). */
export const enterpriseHeadersAccess: Access = {
  security: {
    enterprise_id: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-Enterprise-ID',
      description: 'the enterprise',
      'x-description-zh': '企业 ID',
    },
    enterprise_secret: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-Enterprise-Secret',
      description: 'secret of the enterprise',
      'x-description-zh': '企业密钥',
    },
  },
  refusals: ['5003', '5004', '5007', '5012', '5013', '5015'],
  hasQuota: true,
};

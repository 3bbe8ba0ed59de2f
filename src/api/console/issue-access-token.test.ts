import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccessTokens } from '../../store/access-tokens.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';
import { cookieOfMember } from './member-cookie.test-helper.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;

beforeAll(async () => {
  api = await startConsoleApi();
  product = await api.createProduct();
});

afterAll(() => api.close());

async function issueAsMember(enterpriseId: string, role: 'manager' | 'viewer') {
  const cookie = await cookieOfMember(api, enterpriseId, role);
  const url = `/console/v1/products/${product.productKey}/access_token`;
  const headers = { cookie, 'x-qiyun-console': '1' };
  return (await api.app.inject({ method: 'POST', url, headers })).json();
}

test('a token of a product is issued to an administrator for the owner, and to a manager for his enterprise', async () => {
  const path = `/products/${product.productKey}/access_token`;
  const tokens = new AccessTokens(api.database);
  for (const issued of [
    await api.succeed('POST', path),
    await issueAsMember(product.enterpriseId, 'manager'),
  ]) {
    expect(issued.enterprise_id).toBe(product.enterpriseId);
    const found = await tokens.find(issued.token);
    expect(found).toEqual({
      enterpriseId: product.enterpriseId,
      productId: product.id,
      expiredAtS: issued.expired_at,
    });
  }
  const { objects } = await api.succeed('GET', '/admin/v1/audit?action=product.issue_token');
  expect(objects).toMatchObject([
    { source: 'console', product_key: product.productKey },
    { source: 'admin', enterprise_id: product.enterpriseId },
  ]);
});

test('a viewer, a member of another enterprise and an enterprise that is not associated get none', async () => {
  expect(await issueAsMember(product.enterpriseId, 'viewer')).toMatchObject({ error_code: '5024' });
  const { enterpriseId: other } = await api.createProduct();
  expect(await issueAsMember(other, 'manager')).toMatchObject({ error_code: '5015' });
  await api.database.query('delete from association where product_id = $1', [product.id]);
  const refused = await api.call('POST', `/products/${product.productKey}/access_token`);
  expect(refused.body).toMatchObject({ error_code: '5007' });
});

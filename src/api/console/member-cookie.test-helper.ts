import type { ConsoleApi } from './console-api.test-helper.ts';

const password = 'moon cake 8';
let count = 0;

/** The cookie of a new member of the enterprise who has logged in. */
export async function cookieOfMember(
  api: ConsoleApi,
  enterpriseId: string,
  role: 'manager' | 'viewer',
): Promise<string> {
  const username = `somebody-${++count}`;
  const member = { username, name: '嫦娥', role, password };
  await api.succeed('POST', `/admin/v1/enterprises/${enterpriseId}/members`, member);
  const answer = await api.app.inject({
    method: 'POST',
    url: '/console/v1/session',
    headers: { 'x-qiyun-console': '1' },
    payload: { username, password },
  });
  return String(answer.headers['set-cookie']).split(';')[0]!;
}

import type { LightMyRequestResponse } from 'fastify';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { quickPasswordHash } from '../../model/quick-password.test-helper.ts';
import { createUser } from '../../store/create-user.ts';
import { createApp } from '../../store/write-app.ts';
import type { EnterpriseApiUnderTest, TestEnterprise } from '../enterprise/enterprise-api.test-helper.ts';

/** Somebody who is logged in, with the headers of his calls. */
export interface TestUser {
  readonly uid: string;
  readonly username: string;
  readonly headers: Record<string, string>;
}

/** An app of the enterprise; its appid. */
export async function createTestApp(
  api: EnterpriseApiUnderTest,
  { enterpriseId }: TestEnterprise,
): Promise<string> {
  const appid = newHexIdentifier();
  await createApp(api.database, { appid, secret: 's', name: 'App', enterpriseId, createdAtMs: api.nowMs });
  await api.catalog.reload();
  return appid;
}

let users = 0;

const password = 'chang-e';
const passwordHash = quickPasswordHash(password);

/** Somebody new, who logs in from an address of his own. */
export async function createTestUser(api: EnterpriseApiUnderTest, appid: string): Promise<TestUser> {
  users += 1;
  const headers = { 'x-gizwits-application-id': appid };
  const username = `user ${users}`;
  const address = `198.18.${users >> 8}.${users & 255}`;
  const { enterpriseId } = api.catalog.app(appid)!;
  await createUser(api.database, { enterpriseId, appid, username, passwordHash, createdAtMs: api.nowMs });
  const answer = await api.post('/app/login', { headers, address, body: { username, password } });
  const { uid, token } = answer.json();
  return { uid, username, headers: { ...headers, 'x-gizwits-user-token': token } };
}

/** Status and code of a refusal in the form of /app. */
export function appRefusalOf(answer: LightMyRequestResponse): string {
  return `${answer.statusCode} ${answer.json<{ error_code?: number }>().error_code}`;
}

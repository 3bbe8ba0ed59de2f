import type { LightMyRequestResponse } from 'fastify';
import { newHexIdentifier } from '../../model/identifiers.ts';
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

/** Registers somebody new, from an address of his own. */
export async function createTestUser(api: EnterpriseApiUnderTest, appid: string): Promise<TestUser> {
  users += 1;
  const headers = { 'x-gizwits-application-id': appid };
  const username = `user ${users}`;
  const address = `198.18.${users >> 8}.${users & 255}`;
  const answer = await api.post('/app/users', { headers, address, body: { username, password: 'chang-e' } });
  const { uid, token } = answer.json();
  return { uid, username, headers: { ...headers, 'x-gizwits-user-token': token } };
}

/** Status and code of a refusal in the form of /app. */
export function appRefusalOf(answer: LightMyRequestResponse): string {
  return `${answer.statusCode} ${answer.json<{ error_code?: number }>().error_code}`;
}

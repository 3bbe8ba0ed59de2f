import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import type { App } from '../../store/catalog.ts';
import { moveUser } from '../../store/move-user.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { AppServices } from './app-services.ts';
import { userActor } from './user-actor.ts';

/** What registration and login answer (app-open-api.md §5.2). */
export const userSession = Type.Object({
  uid: Type.String(),
  token: Type.String({
    description: 'for the header X-Gizwits-User-token',
    'x-description-zh': '放入请求头 X-Gizwits-User-token',
  }),
  expire_at: Type.Integer({
    description: 'when the token ends, 180 days from now, seconds since the epoch',
    'x-description-zh': 'token 过期时间（180 天后），秒',
  }),
});

type Services = Pick<AppServices, 'database' | 'tokens' | 'activity' | 'locations' | 'calendar' | 'clock'>;

interface ShownUser {
  readonly uid: string;
  readonly app: App;
  /** Of the password by which he has shown who he is. */
  readonly passwordHash?: string | undefined;
}

/**
 * Issues a token to a user who has shown who he is, and notes that he is there today, and where.
 * @throws QiyunError 9005 when he has been erased meanwhile, or has another password by now
 */
export async function openUserSession(
  services: Services,
  request: FastifyRequest,
  { uid, app, passwordHash }: ShownUser,
): Promise<Static<typeof userSession>> {
  const { database, tokens, activity, locations, calendar, clock } = services;
  const { appid } = app;
  const nowMs = clock();
  const changes = auditedChanges(services, userActor({ uid, app }, request), (isIssued: boolean) =>
    isIssued ? { action: 'user.login' } : undefined,
  );
  const issued = await tokens.issue({ uid, appid, passwordHash }, nowMs, changes);
  if (!issued) throw new QiyunError('9005');
  const place = locations.find(request.ip);
  if (place) await moveUser(database, uid, place);
  await activity.record(uid, appid, calendar.dateOf(nowMs));
  return { uid, token: issued.token, expire_at: issued.expiredAtS };
}

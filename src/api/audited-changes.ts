import type { AuditActor, AuditedAct } from '../model/audit-event.ts';
import type { Clock } from '../model/clock.ts';
import { audited } from '../store/audit-log.ts';
import type { Transactions } from '../store/database.ts';

interface Services {
  readonly database: Transactions;
  readonly clock: Clock;
}

/**
 * For a change that an endpoint makes: transactions with each of which goes into the audit log who has done what. What was
 * done may depend on what the change came to; undefined: nothing.
 */
export function auditedChanges<Result = unknown>(
  { database, clock }: Services,
  actor: AuditActor,
  act: AuditedAct | ((result: Result) => AuditedAct | undefined),
): Transactions<Result> {
  return audited(database, (result: Result) => {
    const given = typeof act === 'function' ? act(result) : act;
    return given && { ...actor, ...given, occurredAtMs: clock(), result: 'ok' };
  });
}

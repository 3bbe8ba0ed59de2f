import type { AuditActor, AuditedAct } from '../model/audit-event.ts';
import type { Clock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import { writeAuditEvent } from '../store/audit-log.ts';
import type { Queryable } from '../store/database.ts';

interface Services {
  readonly database: Queryable;
  readonly clock: Clock;
}

/** Sends a command, and enters what was sent and how it went before anybody is told. Throws what the sending throws. */
export async function auditedCommand<T>(
  { database, clock }: Services,
  event: AuditActor & AuditedAct,
  send: () => Promise<T>,
): Promise<T> {
  const occurredAtMs = clock();
  const [outcome] = await Promise.allSettled([send()]);
  await writeAuditEvent(database, { ...event, occurredAtMs, result: resultOf(outcome) });
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

function resultOf(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'fulfilled') return 'ok';
  return outcome.reason instanceof QiyunError ? outcome.reason.code : '5409';
}

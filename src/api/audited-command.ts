import type { AuditActor, AuditedAct } from '../model/audit-event.ts';
import type { Clock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import type { AuditWriter } from '../store/audit-log.ts';

interface Services {
  readonly auditWriter: AuditWriter;
  readonly clock: Clock;
}

/** Sends a command, and enters what was sent and how it went before anybody is told. Throws what the sending throws. */
export async function auditedCommand<T>(
  { auditWriter, clock }: Services,
  event: AuditActor & AuditedAct,
  send: () => Promise<T>,
): Promise<T> {
  const occurredAtMs = clock();
  const [outcome] = await Promise.allSettled([send()]);
  await auditWriter.write({ ...event, occurredAtMs, result: resultOf(outcome) });
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

function resultOf(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'fulfilled') return 'ok';
  return outcome.reason instanceof QiyunError ? outcome.reason.code : '5409';
}

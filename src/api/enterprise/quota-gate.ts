import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import { QiyunError } from '../../model/errors.ts';
import type { CallQuota, QuotaState } from '../../store/call-quota.ts';
import type { Enterprise } from '../../store/catalog.ts';
import type { HttpApp } from '../http-face.ts';
import { RequestSlot } from '../request-slot.ts';
import { knownEnterprise } from './authentication.ts';

const limitHeader = 'x-ratelimit-limit';

/** Set for calls that are counted while they are worked on: resolves when they have been, rejects with 5013. */
export const callCounted = new RequestSlot<Promise<void> | undefined>('callCounted');

/**
 * Keeps the answers to such calls back until then. 5013 comes before whatever else is wrong with a call (contract.md §2).
 */
export function answerWhatIsCounted(app: HttpApp): void {
  callCounted.declareOn(app);
  app.addHook('preSerialization', async (request, _reply, payload) => {
    await untilCounted(request);
    return payload;
  });
  app.setErrorHandler(async (error, request) => {
    await untilCounted(request);
    throw error;
  });
}

/** Rejects only once: the refusal itself is an answer that is kept back. */
function untilCounted(request: FastifyRequest): Promise<void> | undefined {
  const counted = callCounted.get(request);
  callCounted.set(request, undefined);
  return counted;
}

/** The refusal of a call because the hour's calls are used up. */
export class QuotaUsedUp extends QiyunError {}

/** Counts authenticated calls and tells in the headers where the enterprise stands (contract.md §3). */
export class QuotaGate {
  readonly #quota: CallQuota;
  readonly #clock: Clock;
  /** When calls of an enterprise whose last one was refused are counted anew. */
  readonly #refusedUntilMs = new Map<string, number>();

  constructor(quota: CallQuota, clock: Clock) {
    this.#quota = quota;
    this.#clock = clock;
  }

  /** Counts the call. @throws QiyunError 5013 when the hour's calls are used up */
  async count(enterprise: Enterprise, reply: FastifyReply): Promise<void> {
    const call = await this.#quota.count(enterprise.enterpriseId);
    setHeaders(reply, call);
    if (call.isAllowed) {
      this.#refusedUntilMs.delete(enterprise.enterpriseId);
      return;
    }
    this.#refusedUntilMs.set(enterprise.enterpriseId, call.resetAtS * 1000);
    throw new QuotaUsedUp('5013', {
      detail: `${call.limit} calls an hour`,
      retryAfterSeconds: Math.max(1, Math.ceil(call.resetAtS - this.#clock() / 1000)),
    });
  }

  /** Whether the next call will probably be refused, too, so that nothing should be done for it before it is counted. */
  isUsedUp({ enterpriseId }: Enterprise): boolean {
    return this.#clock() < (this.#refusedUntilMs.get(enterpriseId) ?? 0);
  }

  /** Headers for an answer to a call that was refused before it counted. */
  async completeHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const enterprise = knownEnterprise.get(request);
    if (!enterprise || reply.hasHeader(limitHeader)) return;
    try {
      setHeaders(reply, await this.#quota.state(enterprise.enterpriseId));
    } catch {
      // The database is down, or the enterprise was erased: the answer that is on its way is the better one.
    }
  }
}

function setHeaders(reply: FastifyReply, { limit, remaining, resetAtS }: QuotaState): void {
  reply.headers({
    [limitHeader]: limit,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': resetAtS,
  });
}

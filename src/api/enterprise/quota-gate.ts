import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import { QiyunError } from '../../model/errors.ts';
import type { CallQuota, QuotaState } from '../../store/call-quota.ts';
import type { Enterprise } from '../../store/catalog.ts';
import { knownEnterprise } from './authentication.ts';

const limitHeader = 'x-ratelimit-limit';

/** Counts authenticated calls and tells in the headers where the enterprise stands (contract.md §3). */
export class QuotaGate {
  readonly #quota: CallQuota;
  readonly #clock: Clock;

  constructor(quota: CallQuota, clock: Clock) {
    this.#quota = quota;
    this.#clock = clock;
  }

  /** Counts the call. @throws QiyunError 5013 when the hour's calls are used up */
  async count(enterprise: Enterprise, reply: FastifyReply): Promise<void> {
    const call = await this.#quota.count(enterprise.enterpriseId);
    setHeaders(reply, call);
    if (call.isAllowed) return;
    throw new QiyunError('5013', {
      detail: `${call.limit} calls an hour`,
      retryAfterSeconds: Math.max(1, Math.ceil(call.resetAtS - this.#clock() / 1000)),
    });
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

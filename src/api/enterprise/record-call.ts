import type { onResponseHookHandler } from 'fastify';
import { plainAddress } from '../../model/client-address.ts';
import type { Clock } from '../../model/clock.ts';
import type { CallLog } from '../../store/call-log.ts';
import { answeredError } from '../answered-error.ts';
import { knownEnterprise } from './authentication.ts';
import { callerSlot } from './product-endpoint.ts';
import { QuotaUsedUp } from './quota-gate.ts';

const longestKey = 64;
const longestDetail = 300;

/** Records calls of which it is known whose they are. The query is not kept: it may hold secrets (contract.md §2). */
export function recordCall(calls: CallLog, clock: Clock): onResponseHookHandler {
  return (request, reply, done) => {
    const enterprise = knownEnterprise.get(request);
    if (enterprise) {
      const error = answeredError.get(request);
      const { product_key: asked } = request.params as { readonly product_key?: string };
      calls.record({
        enterpriseId: enterprise.enterpriseId,
        calledAtMs: Math.round(clock() - reply.elapsedTime),
        method: request.method,
        route: request.routeOptions.url ?? '',
        productKey: callerSlot.get(request)?.product.productKey ?? storable(asked, longestKey),
        status: reply.statusCode,
        errorCode: error?.code,
        detail: storable(error?.detail, longestDetail),
        durationMs: reply.elapsedTime,
        clientIp: plainAddress(request.ip),
        requestId: request.id,
        isRefusal: error instanceof QuotaUsedUp,
      });
    }
    done();
  };
}

/** Callers may send what PostgreSQL does not take. */
function storable(text: string | undefined, longest: number): string | undefined {
  return text?.slice(0, longest).replaceAll('\0', '\u{fffd}');
}

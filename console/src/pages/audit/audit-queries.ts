import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';

type Audit = paths['/admin/v1/audit']['get'];
type Query = NonNullable<Audit['parameters']['query']>;

export type AuditEvent = Audit['responses'][200]['content']['application/json']['objects'][number];

export const auditSources = [
  'console',
  'admin',
  'enterprise_api',
  'open_api',
  'client',
] as const satisfies readonly NonNullable<Query['source']>[];

export type AuditFilter = Pick<
  Query,
  'source' | 'action' | 'enterprise_id' | 'product_key' | 'did' | 'uid'
> & {
  /** Seconds since the epoch; left out: the last two days. */
  readonly start_ts?: number;
  readonly end_ts?: number;
};

const pageSize = 50;

/** The newest first, in pages. */
export function useAuditEvents(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => {
      const query = { ...filter, limit: pageSize, ...(pageParam && { before: pageParam }) };
      return answerOf(managementApi.GET('/admin/v1/audit', { params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ meta, objects }) => (meta.next === null ? undefined : objects.at(-1)?.id),
    placeholderData: keepPreviousData,
  });
}

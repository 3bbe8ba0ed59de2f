import { Button, Group, Loader, Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../page/failure.tsx';
import { Panel } from '../../page/panel.tsx';
import { useScope } from '../../scope/scope.ts';
import { DataTable } from '../../table/data-table.tsx';
import { useSearchState } from '../../table/search-state.ts';
import { useAuditColumns } from './audit-columns.tsx';
import { AuditFilterForm } from './audit-filter-form.tsx';
import { type AuditFilter, auditSources, useAuditEvents } from './audit-queries.ts';

const dayS = 86_400;

interface AuditLogProps {
  /** Left out: of all enterprises. */
  readonly enterpriseId?: string;
}

/** Who did what, from where, and with what result. */
export function AuditLog({ enterpriseId }: AuditLogProps) {
  const { t } = useTranslation('audit');
  const { t: shell } = useTranslation('shell');
  const { product } = useScope();
  const [shown, change] = useSearchState(['source', 'action', 'did', 'uid', 'day']);
  const filter: AuditFilter = {
    ...(enterpriseId && { enterprise_id: enterpriseId }),
    ...(product && { product_key: product.product_key }),
    ...given(
      'source',
      auditSources.find((each) => each === shown.source),
    ),
    ...given('action', shown.action),
    ...given('did', shown.did),
    ...given('uid', shown.uid),
    ...periodOf(shown.day),
  };
  const events = useAuditEvents(filter);
  const columns = useAuditColumns();
  const rows = useMemo(() => events.data?.pages.flatMap(({ objects }) => objects), [events.data]);
  return (
    <Panel title={t('title')}>
      <AuditFilterForm shown={shown} onChange={change} />
      {events.error ? (
        <Failure error={events.error} onRetry={() => void events.refetch()} />
      ) : rows ? (
        <>
          <DataTable
            label={shell('tableOf', { title: t('title') })}
            columns={columns}
            rows={rows}
            idOf={({ id }) => id}
            isFetching={events.isPlaceholderData}
            emptyText={t('none')}
          />
          {events.hasNextPage && (
            <Group justify="center">
              <Button
                variant="default"
                disabled={events.isFetchingNextPage}
                rightSection={events.isFetchingNextPage && <Loader size={14} />}
                onClick={() => void events.fetchNextPage()}
              >
                {t('older')}
              </Button>
            </Group>
          )}
        </>
      ) : (
        <Skeleton h={420} />
      )}
    </Panel>
  );
}

function given<Name extends string, Value extends string>(name: Name, value: Value | undefined) {
  return value ? ({ [name]: value } as Record<Name, Value>) : {};
}

/** A day of the reader; without one the latest two days, which is as much as the server looks through at once. */
function periodOf(day: string): Pick<AuditFilter, 'start_ts' | 'end_ts'> {
  const startS = Date.parse(`${day}T00:00:00`) / 1000;
  return Number.isFinite(startS) ? { start_ts: startS, end_ts: startS + dayS - 1 } : {};
}

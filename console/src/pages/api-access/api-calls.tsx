import { Badge, Button, Group, Loader, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { Failure } from '../../page/failure.tsx';
import { Panel } from '../../page/panel.tsx';
import { useScope } from '../../scope/scope.ts';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { useSearchState } from '../../table/search-state.ts';
import { type ApiCall, useApiCalls } from './access-queries.ts';

/** What the programs of an enterprise called lately, and what came of it. */
export function ApiCalls({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const [{ errors }, change] = useSearchState(['errors']);
  const calls = useApiCalls(enterpriseId, errors === '1');
  const columns = useColumns();
  const rows = useMemo(() => calls.data?.pages.flatMap((page) => page.calls), [calls.data]);
  const isLive = (calls.data?.pages.length ?? 0) <= 1;
  return (
    <Panel
      title={t('calls.title')}
      actions={
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {t(isLive ? 'calls.live' : 'calls.paused')}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={t('calls.which')}
            value={errors === '1' ? 'errors' : 'all'}
            onChange={(next) => change({ errors: next === 'errors' ? '1' : '' })}
            data={[
              { value: 'all', label: t('calls.all') },
              { value: 'errors', label: t('calls.errors') },
            ]}
          />
        </Group>
      }
    >
      {calls.error ? (
        <Failure error={calls.error} onRetry={() => void calls.refetch()} />
      ) : rows ? (
        <>
          <DataTable
            label={shell('tableOf', { title: t('calls.title') })}
            columns={columns}
            rows={rows}
            idOf={({ id }) => id}
            isFetching={calls.isPlaceholderData}
            emptyText={t(errors === '1' ? 'calls.noErrors' : 'calls.none')}
          />
          {calls.hasNextPage && (
            <Group justify="center">
              <Button
                variant="default"
                disabled={calls.isFetchingNextPage}
                rightSection={calls.isFetchingNextPage && <Loader size={14} />}
                onClick={() => void calls.fetchNextPage()}
              >
                {t('calls.older')}
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

function useColumns(): Column<ApiCall>[] {
  const { t } = useTranslation('api-access');
  const format = useFormat();
  const { products } = useScope();
  return useMemo(() => {
    const names = new Map(products.map(({ product_key, name }) => [product_key, name]));
    return [
      { id: 'time', header: t('calls.time'), cell: ({ time }) => format.time(time) },
      {
        id: 'route',
        header: t('calls.call'),
        cell: ({ method, route }) => (
          <Text size="sm" ff="monospace">
            {method} {route}
          </Text>
        ),
      },
      { id: 'status', header: t('calls.status'), cell: (call) => <CallStatus call={call} /> },
      {
        id: 'detail',
        header: t('calls.detail'),
        cell: ({ detail }) => (
          <Text size="sm" maw={360} truncate title={detail ?? ''}>
            {detail || '–'}
          </Text>
        ),
      },
      {
        id: 'product',
        header: t('calls.product'),
        cell: ({ product_key }) => (product_key === null ? '–' : (names.get(product_key) ?? product_key)),
      },
      {
        id: 'duration',
        header: t('calls.duration'),
        isNumber: true,
        cell: ({ duration_ms }) => format.number(duration_ms, 1),
      },
      { id: 'ip', header: t('calls.ip'), cell: ({ client_ip }) => client_ip },
      {
        id: 'request',
        header: t('calls.request'),
        isHiddenAtFirst: true,
        cell: ({ request_id }) => request_id,
      },
    ] satisfies Column<ApiCall>[];
  }, [t, format, products]);
}

function CallStatus({ call: { status, error_code } }: { readonly call: ApiCall }) {
  const { t } = useTranslation('api-access');
  const isFine = error_code === null && status < 400;
  return (
    <Badge
      miw="max-content"
      variant={isFine ? 'default' : 'light'}
      color={isFine ? 'gray' : 'red'}
      autoContrast
      tt="none"
      fw={600}
    >
      {isFine ? status : t('calls.failed', { status, code: error_code ?? '–' })}
    </Badge>
  );
}

import { Anchor, Badge, Button, Center, Skeleton, Text } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { DownloadButton } from '../../page/download-button.tsx';
import { Failure } from '../../page/failure.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { useDurationText } from '../device/duration-text.ts';
import type { AlarmFilters } from './alarm-filters.ts';
import { type Alarm, alarmsQuery } from './alarm-queries.ts';
import { KindBadge } from './kind-badge.tsx';
import { mostSaved, useAlarmsFile } from './use-alarms-file.ts';

interface AlarmListProps {
  readonly productKey: string;
  readonly filters: AlarmFilters;
}

/** The faults and alerts that fit the filters, the newest first. */
export function AlarmList({ productKey, filters }: AlarmListProps) {
  const { t } = useTranslation('alarms');
  const query = useInfiniteQuery(alarmsQuery(productKey, filters));
  const rows = useMemo(() => query.data?.pages.flatMap(({ alarms }) => alarms) ?? [], [query.data]);
  const columns = useColumns(productKey);
  return (
    <Panel
      title={t('list')}
      actions={<SaveButton productKey={productKey} filters={filters} isDisabled={rows.length === 0} />}
    >
      {query.error && <Failure error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && <Skeleton h={400} />}
      {query.data && (
        <DataTable
          label={t('rows')}
          columns={columns}
          rows={rows}
          idOf={({ did, name, raised_at }) => `${did} ${name} ${raised_at}`}
          isFetching={query.isPlaceholderData}
          emptyText={isFiltered(filters) ? t('none') : t('noneEver')}
          tools={
            <Text size="sm" c="dimmed" aria-live="polite">
              {t('shown', { count: rows.length })}
            </Text>
          }
        />
      )}
      {query.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('older')}
          </Button>
        </Center>
      )}
    </Panel>
  );
}

function isFiltered({ kind, state, attr, did }: AlarmFilters): boolean {
  return [kind, state, attr, did].some(Boolean);
}

function useColumns(productKey: string): Column<Alarm>[] {
  const { t } = useTranslation('alarms');
  const format = useFormat();
  const duration = useDurationText();
  return useMemo(
    (): Column<Alarm>[] => [
      {
        id: 'state',
        header: t('state'),
        cell: ({ cleared_at }) => <StateBadge isOpen={cleared_at === null} />,
      },
      { id: 'kind', header: t('kind'), cell: ({ kind }) => <KindBadge kind={kind} /> },
      { id: 'point', header: t('point'), cell: (alarm) => <PointName alarm={alarm} /> },
      {
        id: 'device',
        header: t('device'),
        cell: ({ did, mac }) => (
          <Anchor
            component={Link}
            to={`/devices/${productKey}/${did}?product_key=${productKey}`}
            size="sm"
            ff="monospace"
          >
            {mac}
          </Anchor>
        ),
      },
      { id: 'raised', header: t('raisedAt'), cell: ({ raised_at }) => format.time(raised_at) },
      {
        id: 'cleared',
        header: t('clearedAt'),
        cell: ({ cleared_at }) => (cleared_at === null ? '–' : format.time(cleared_at)),
      },
      {
        id: 'duration',
        header: t('duration'),
        isNumber: true,
        cell: ({ raised_at, cleared_at }) => duration((cleared_at ?? Date.now() / 1000) - raised_at),
      },
    ],
    [t, format, duration, productKey],
  );
}

function PointName({ alarm: { name, display_name } }: { readonly alarm: Alarm }) {
  return (
    <>
      {display_name ?? name}{' '}
      {display_name !== null && display_name !== name && (
        <Text span size="xs" c="dimmed" ff="monospace" ml="xs">
          {name}
        </Text>
      )}
    </>
  );
}

function StateBadge({ isOpen }: { readonly isOpen: boolean }) {
  const { t } = useTranslation('alarms');
  if (isOpen)
    return (
      <Badge color="red.9" leftSection={<IconAlertCircle size={12} />} tt="none" fw={600} miw="max-content">
        {t('isOpen')}
      </Badge>
    );
  return (
    <Badge variant="default" leftSection={<IconCheck size={12} />} tt="none" fw={500} miw="max-content">
      {t('isCleared')}
    </Badge>
  );
}

interface SaveButtonProps extends AlarmListProps {
  readonly isDisabled: boolean;
}

function SaveButton({ productKey, filters, isDisabled }: SaveButtonProps) {
  const { t } = useTranslation('alarms');
  const format = useFormat();
  const notify = useNotify();
  const [isSaving, setSaving] = useState(false);
  const saveFile = useAlarmsFile(productKey, filters);
  const save = async () => {
    setSaving(true);
    try {
      const { isComplete } = await saveFile();
      if (!isComplete) notify.done(t('tooMany', { count: format.number(mostSaved) }));
    } catch (error) {
      notify.failed(error);
    } finally {
      setSaving(false);
    }
  };
  return <DownloadButton kind="csv" isSaving={isSaving} isDisabled={isDisabled} onClick={save} />;
}

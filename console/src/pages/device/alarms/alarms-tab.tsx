import { Button, Center, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { Failure } from '../../../page/failure.tsx';
import { Panel } from '../../../page/panel.tsx';
import type { Column } from '../../../table/column.ts';
import { DataTable } from '../../../table/data-table.tsx';
import { useSearchState } from '../../../table/search-state.ts';
import { type Alarm, type Device, deviceAlarmsQuery } from '../device-queries.ts';
import { useDurationText } from '../duration-text.ts';
import { StatusBadge } from '../status-badge.tsx';

/** The faults and alerts that the device raised. */
export function AlarmsTab({ device }: { readonly device: Device }) {
  const { t } = useTranslation('device');
  const [{ alarms, state }, change] = useSearchState(['alarms', 'state']);
  const kind = alarms === 'fault' || alarms === 'alert' ? alarms : '';
  const shownState = state === 'open' ? 'open' : 'all';
  const query = deviceAlarmsQuery(device, { kind, state: shownState });
  const { data, error, refetch, isPending, isPlaceholderData, ...more } = useInfiniteQuery(query);
  const rows = useMemo(() => data?.pages.flatMap((page) => page.alarms) ?? [], [data]);
  const columns = useAlarmColumns();
  const filters = (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('alarm.kind')}
        value={kind}
        onChange={(value) => change({ alarms: value })}
        data={[
          { value: '', label: t('alarm.all') },
          { value: 'fault', label: t('alarm.faults') },
          { value: 'alert', label: t('alarm.alerts') },
        ]}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('alarm.state')}
        value={shownState}
        onChange={(value) => change({ state: value === 'open' ? 'open' : '' })}
        data={[
          { value: 'all', label: t('alarm.openAndCleared') },
          { value: 'open', label: t('alarm.open') },
        ]}
      />
    </>
  );
  return (
    <Panel title={t('tab.alarms')}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <Stack gap="xs">
        {isPending ? (
          <Skeleton h={300} />
        ) : (
          <DataTable
            label={t('list', { title: t('tab.alarms') })}
            columns={columns}
            rows={rows}
            idOf={({ name, raised_at }) => `${name} ${raised_at}`}
            isFetching={isPlaceholderData}
            emptyText={t('alarm.empty')}
            tools={<Group gap="xs">{filters}</Group>}
          />
        )}
        {more.hasNextPage && (
          <Center>
            <Button
              variant="default"
              loading={more.isFetchingNextPage}
              onClick={() => void more.fetchNextPage()}
            >
              {t('older')}
            </Button>
          </Center>
        )}
      </Stack>
    </Panel>
  );
}

function useAlarmColumns(): Column<Alarm>[] {
  const { t } = useTranslation('device');
  const format = useFormat();
  const duration = useDurationText();
  return useMemo(
    (): Column<Alarm>[] => [
      {
        id: 'point',
        header: t('alarm.point'),
        cell: ({ name, display_name }) => (
          <>
            {display_name ?? name}
            {display_name !== null && display_name !== name && (
              <Text span size="xs" c="dimmed" ff="monospace" ml={8}>
                {name}
              </Text>
            )}
          </>
        ),
      },
      { id: 'kind', header: t('alarm.kind'), cell: ({ kind }) => t(`alarm.${kind}`) },
      { id: 'state', header: t('alarm.state'), cell: (alarm) => <StateBadge alarm={alarm} /> },
      { id: 'raised', header: t('alarm.raisedAt'), cell: ({ raised_at }) => format.time(raised_at) },
      {
        id: 'cleared',
        header: t('alarm.clearedAt'),
        cell: ({ cleared_at }) => (cleared_at === null ? '–' : format.time(cleared_at)),
      },
      {
        id: 'lasted',
        header: t('alarm.lasted'),
        isNumber: true,
        cell: ({ raised_at, cleared_at }) => duration((cleared_at ?? Date.now() / 1000) - raised_at),
      },
    ],
    [t, format, duration],
  );
}

function StateBadge({ alarm: { kind, cleared_at } }: { readonly alarm: Alarm }) {
  const { t } = useTranslation('device');
  if (cleared_at !== null)
    return (
      <StatusBadge tone="neutral" Icon={IconCheck}>
        {t('alarm.cleared')}
      </StatusBadge>
    );
  return (
    <StatusBadge tone={kind === 'fault' ? 'bad' : 'warning'} Icon={IconAlertTriangle}>
      {t('alarm.open')}
    </StatusBadge>
  );
}

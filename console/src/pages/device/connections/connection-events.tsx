import { Text } from '@mantine/core';
import { IconAntennaBarsOff, IconBroadcast } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import type { Column } from '../../../table/column.ts';
import { DataTable } from '../../../table/data-table.tsx';
import type { PresenceEvent } from '../device-queries.ts';
import { useDurationText } from '../duration-text.ts';
import { StatusBadge } from '../status-badge.tsx';

/** Newest first. */
export function ConnectionEvents({ events }: { readonly events: readonly PresenceEvent[] }) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const duration = useDurationText();
  const rows = useMemo(
    () => events.map((event, index) => ({ ...event, id: String(index) })).reverse(),
    [events],
  );
  const columns = useMemo(
    (): Column<(typeof rows)[number]>[] => [
      { id: 'time', header: t('time'), cell: ({ timestamp }) => format.time(timestamp) },
      { id: 'event', header: t('connections.event'), cell: ({ type }) => <EventBadge type={type} /> },
      {
        id: 'reason',
        header: t('connections.reason'),
        cell: ({ type, payload: { reason } }) => type === 'dev_offline' && <Reason reason={reason ?? null} />,
      },
      {
        id: 'duration',
        header: t('connections.duration'),
        isNumber: true,
        cell: ({ payload }) => (payload.duration ?? null) !== null && duration(payload.duration!),
      },
      {
        id: 'heartbeats',
        header: t('connections.heartbeats'),
        isNumber: true,
        cell: ({ payload: { heartbeat } }) => heartbeat && format.number(heartbeat.count ?? 0),
      },
      {
        id: 'keepAlive',
        header: t('connections.keepAlive'),
        isNumber: true,
        isHiddenAtFirst: true,
        cell: ({ payload }) => (payload.keep_alive ?? null) !== null && duration(payload.keep_alive!),
      },
    ],
    [t, format, duration],
  );
  return (
    <DataTable
      label={t('list', { title: t('connections.events') })}
      columns={columns}
      rows={rows}
      idOf={({ id }) => id}
      emptyText={t('connections.empty')}
    />
  );
}

function EventBadge({ type }: Pick<PresenceEvent, 'type'>) {
  const { t } = useTranslation('device');
  return type === 'dev_online' ? (
    <StatusBadge tone="good" Icon={IconBroadcast}>
      {t('connections.cameOnline')}
    </StatusBadge>
  ) : (
    <StatusBadge tone="neutral" Icon={IconAntennaBarsOff}>
      {t('connections.wentOffline')}
    </StatusBadge>
  );
}

const reasons = [
  'mqtt_disconnect',
  'no_heartbeat',
  'tcp_closed',
  'offline_force',
  'offline_reset',
  'offline_exception',
  'offline_sending_density_overflow',
  'offline_sending_data_size_overflow',
] as const;

function Reason({ reason }: { readonly reason: string | null }) {
  const { t } = useTranslation('device');
  const known = reasons.find((one) => one === reason);
  return (
    <>
      <Text size="sm" span>
        {known ? t(`reason.${known}`) : (reason ?? t('reason.unknown'))}
      </Text>
      {known && (
        <Text size="xs" c="dimmed" ff="monospace" span ml={8}>
          {known}
        </Text>
      )}
    </>
  );
}

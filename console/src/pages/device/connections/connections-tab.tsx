import { Alert, Group, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { Failure } from '../../../page/failure.tsx';
import { FigureCard } from '../../../page/figure-card.tsx';
import { Panel } from '../../../page/panel.tsx';
import { useSearchState } from '../../../table/search-state.ts';
import { type Device, presenceQuery } from '../device-queries.ts';
import { useDurationText } from '../duration-text.ts';
import { PeriodSelect } from '../period-select.tsx';
import { useSpan } from '../use-span.ts';
import { ConnectionEvents } from './connection-events.tsx';
import { PresenceBar } from './presence-bar.tsx';
import { presenceSummary, stretchesOf } from './stretches.ts';

/** When the device was there, and why it went. */
export function ConnectionsTab({ device }: { readonly device: Device }) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const duration = useDurationText();
  const [period, change] = useSearchState(['period', 'from', 'to']);
  const span = useSpan(period);
  const { data, error, refetch, isPlaceholderData } = useQuery(presenceQuery(device, span));
  const stretches = useMemo(
    () => data && stretchesOf(data, { sinceS: device.created_at, nowS: Date.now() / 1000 }),
    [data, device.created_at],
  );
  const summary = stretches && presenceSummary(stretches);
  return (
    <Stack style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
      <Group justify="flex-end">
        <PeriodSelect state={period} onChange={change} />
      </Group>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <FigureCard label={t('connections.share')} value={summary && format.percent(summary.onlineShare)} />
        <FigureCard label={t('connections.sessions')} value={summary && format.number(summary.sessions)} />
        <FigureCard label={t('connections.losses')} value={summary && format.number(summary.losses)} />
        <FigureCard
          label={t('connections.longestAway')}
          value={summary && (summary.longestAwayS === 0 ? '–' : duration(summary.longestAwayS))}
        />
      </SimpleGrid>
      <Panel title={t('connections.timeline')}>
        {data && stretches && summary ? (
          <PresenceBar span={data} stretches={stretches} onlineShare={summary.onlineShare} />
        ) : (
          <Skeleton h={62} />
        )}
      </Panel>
      <Panel title={t('connections.events')}>
        {data?.is_cut && (
          <Alert color="gray" icon={<IconInfoCircle size={18} />} py="xs">
            {t('connections.cut', { count: data.events.length })}
          </Alert>
        )}
        {data ? <ConnectionEvents events={data.events} /> : <Skeleton h={240} />}
      </Panel>
    </Stack>
  );
}

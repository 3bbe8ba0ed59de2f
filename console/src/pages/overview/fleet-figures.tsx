import { SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { Failure } from '../../page/failure.tsx';
import { FigureCard } from '../../page/figure-card.tsx';
import { defaultDays } from './fleet-history.tsx';
import { type Asked, liveQuery, overviewQuery } from './overview-queries.ts';

/** What matters first, each as one figure. */
export function FleetFigures({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const overview = useQuery(overviewQuery(asked, defaultDays));
  const live = useQuery(liveQuery(asked));
  if (overview.error) return <Failure error={overview.error} onRetry={() => overview.refetch()} />;
  const { devices, faults_open, alerts_open, messages_per_second } = live.data ?? {};
  const { new: added, active, users } = overview.data ?? {};
  const recent = (figures: typeof added) =>
    figures &&
    t('recent', { week: format.number(figures.last_7_days), month: format.number(figures.last_30_days) });
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <FigureCard
        label={t('online')}
        value={devices && format.number(devices.online)}
        hint={devices && t('ofTotal', { total: format.number(devices.total) })}
      />
      <FigureCard
        label={t('activated')}
        value={devices && format.number(devices.activated)}
        hint={t('everOnline')}
      />
      <FigureCard
        label={t('messages')}
        value={messages_per_second !== undefined && format.short(messages_per_second)}
        hint={t('perSecond')}
      />
      <FigureCard label={t('users')} value={users !== undefined && format.number(users)} hint={t('ofApps')} />
      <FigureCard label={t('newToday')} value={added && format.number(added.today)} hint={recent(added)} />
      <FigureCard
        label={t('activeToday')}
        value={active && format.number(active.today)}
        hint={recent(active)}
      />
      <FigureCard
        label={t('faults')}
        value={faults_open !== undefined && format.number(faults_open)}
        hint={devices && t('onDevices', { count: devices.faulty })}
      />
      <FigureCard
        label={t('alerts')}
        value={alerts_open !== undefined && format.number(alerts_open)}
        hint={devices && t('onDevices', { count: devices.alert })}
      />
    </SimpleGrid>
  );
}

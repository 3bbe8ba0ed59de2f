import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BarChart } from '../../charts/bar-chart.tsx';
import { Panel } from '../../page/panel.tsx';
import { useSearchState } from '../../table/search-state.ts';
import { type Asked, overviewQuery } from './overview-queries.ts';

export const defaultDays = 30;
const choices = [7, defaultDays, 90, 365];

/** New and active devices, day by day. */
export function FleetHistory({ asked }: { readonly asked: Asked }) {
  const { t, i18n } = useTranslation('overview');
  const [{ days }, change] = useSearchState(['days']);
  const { data } = useQuery(overviewQuery(asked, Number(days) || defaultDays));
  const shown = useMemo(() => {
    const written = new Intl.DateTimeFormat(i18n.language === 'zh' ? 'zh-CN' : 'en', {
      month: 'short',
      day: 'numeric',
      timeZone: 'UTC',
    });
    return (
      data && {
        categories: data.days.map(({ date }) => written.format(Date.parse(date))),
        series: [
          { label: t('active'), values: data.days.map(({ active }) => active) },
          { label: t('new'), values: data.days.map((day) => day.new) },
        ],
      }
    );
  }, [data, i18n.language, t]);
  return (
    <Panel
      title={t('history')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('period')}
          value={days || String(defaultDays)}
          onChange={(value) => change({ days: value === String(defaultDays) ? '' : value })}
          data={choices.map((count) => ({ value: String(count), label: t('days', { count }) }))}
        />
      }
    >
      {shown ? <BarChart label={t('history')} {...shown} /> : <Skeleton h={260} />}
    </Panel>
  );
}

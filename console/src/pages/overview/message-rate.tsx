import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeChart } from '../../charts/time-chart.tsx';
import { Panel } from '../../page/panel.tsx';
import { type Asked, liveQuery } from './overview-queries.ts';

type Sample = readonly [seconds: number, rate: number];

const shownS = 180;

/** Messages per second, from the moment on at which one began to look. */
export function MessageRate({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation('overview');
  const { data } = useQuery(liveQuery(asked));
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    if (!data) return;
    const { time, messages_per_second } = data;
    setSamples((before) => [
      ...before.filter(([at]) => at > time - shownS && at < time),
      [time, messages_per_second],
    ]);
  }, [data]);
  const lastS = samples.at(-1)?.[0];
  return (
    <Panel title={t('rate')}>
      {lastS ? (
        <TimeChart
          label={t('rate')}
          series={[{ label: t('messages'), points: samples }]}
          fromS={lastS - shownS}
          toS={lastS}
          isFilled
        />
      ) : (
        <Skeleton h={260} />
      )}
    </Panel>
  );
}

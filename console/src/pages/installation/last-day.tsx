import { SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeChart } from '../../charts/time-chart.tsx';
import { Failure } from '../../page/failure.tsx';
import { Panel } from '../../page/panel.tsx';
import { type InstallationMetrics, useInstallationMetrics } from './installation-queries.ts';

type Point = InstallationMetrics['points'][number];
type Measure = Exclude<keyof Point, 'time'>;

const megabyte = 1_000_000;
const chartHeightPx = 200;

/** What stands together in one chart; the first name is the chart's. */
const charts = [
  ['sessions'],
  ['messages_per_s'],
  ['commit_p50_ms', 'commit_p99_ms'],
  ['requests_per_s'],
  ['request_errors'],
  ['memory_bytes'],
] as const satisfies readonly (readonly Measure[])[];

type ChartName = (typeof charts)[number][0];

/** The last 24 hours by minute. */
export function LastDay() {
  const { t } = useTranslation('installation');
  const { data, error, refetch } = useInstallationMetrics();
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data && data.points.length < 2) {
    return (
      <Text size="sm" c="dimmed">
        {t('chart.soon')}
      </Text>
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
      {charts.map((measures) => (
        <Panel key={measures[0]} title={t(`chart.${measures[0]}`)}>
          {data ? (
            <MeasureChart name={measures[0]} measures={measures} points={data.points} />
          ) : (
            <Skeleton h={chartHeightPx} />
          )}
        </Panel>
      ))}
    </SimpleGrid>
  );
}

interface MeasureChartProps {
  readonly name: ChartName;
  readonly measures: readonly (ChartName | 'commit_p99_ms')[];
  readonly points: readonly Point[];
}

function MeasureChart({ name, measures, points }: MeasureChartProps) {
  const { t } = useTranslation('installation');
  const series = useMemo(
    () =>
      measures.map((measure) => ({
        label: t(`measure.${measure}`),
        points: points.map((point) => {
          const value = point[measure];
          return [point.time, measure === 'memory_bytes' && value ? value / megabyte : value] as const;
        }),
      })),
    [measures, points, t],
  );
  return (
    <TimeChart
      label={t('chart.label', { name: t(`chart.${name}`) })}
      series={series}
      isFilled={measures.length === 1}
      heightPx={chartHeightPx}
    />
  );
}

import { Group, Progress, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeChart } from '../../charts/time-chart.tsx';
import { useFormat } from '../../format/format.ts';
import { Failure } from '../../page/failure.tsx';
import { Panel } from '../../page/panel.tsx';
import { useSearchState } from '../../table/search-state.ts';
import { useQuotaUse } from './access-queries.ts';

const hourS = 3_600;
const periodsS = { '6h': 6 * hourS, '24h': 24 * hourS, '7d': 168 * hourS, '30d': 720 * hourS } as const;
type Period = keyof typeof periodsS;
const periods = Object.keys(periodsS) as Period[];
const chartHeightPx = 240;

/** How much of its quota an enterprise uses, now and over time. */
export function QuotaPanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation('api-access');
  const [{ period: asked }, change] = useSearchState(['period']);
  const period = periods.find((each) => each === asked) ?? '24h';
  const { data, error, refetch } = useQuotaUse(enterpriseId, periodsS[period]);
  return (
    <Panel
      title={t('quota.title')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('quota.period')}
          value={period}
          onChange={(next) => change({ period: next === '24h' ? '' : next })}
          data={periods.map((value) => ({ value, label: t(`quota.last.${value}`) }))}
        />
      }
    >
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Stack gap="sm">
          <QuotaWindow window={data.window} />
          <CallsChart points={data.points} isByMinute={data.interval_s === 60} />
        </Stack>
      ) : (
        <Skeleton h={chartHeightPx + 70} />
      )}
    </Panel>
  );
}

interface QuotaWindowProps {
  readonly window: { readonly limit: number; readonly remaining: number; readonly resets_at: number };
}

function QuotaWindow({ window: { limit, remaining, resets_at } }: QuotaWindowProps) {
  const { t } = useTranslation('api-access');
  const format = useFormat();
  const used = limit - remaining;
  const share = used / limit;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {t('quota.used', {
            used: format.number(used),
            limit: format.number(limit),
            share: format.percent(share),
          })}
        </Text>
        <Text size="sm" c="dimmed">
          {t('quota.resets', { time: format.time(resets_at) })}
        </Text>
      </Group>
      <Progress
        value={100 * share}
        color={share > 0.9 ? 'red' : share > 0.7 ? 'orange' : undefined!}
        aria-label={t('quota.share')}
      />
    </Stack>
  );
}

interface CallsChartProps {
  readonly points: readonly {
    readonly time: number;
    readonly calls: number;
    readonly errors: number;
    readonly refusals: number;
  }[];
  readonly isByMinute: boolean;
}

function CallsChart({ points, isByMinute }: CallsChartProps) {
  const { t } = useTranslation('api-access');
  const series = useMemo(
    () =>
      (['calls', 'errors', 'refusals'] as const).map((name) => ({
        label: t(`quota.${name}`),
        points: points.map((point) => [point.time, point[name]] as const),
      })),
    [points, t],
  );
  return (
    <TimeChart
      label={t(isByMinute ? 'quota.byMinute' : 'quota.byHour')}
      series={series}
      isFilled
      heightPx={chartHeightPx}
    />
  );
}

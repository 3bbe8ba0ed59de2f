import { ActionIcon, Center, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconPhotoDown } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartHandle } from '../../../charts/chart-canvas.tsx';
import { TimeChart } from '../../../charts/time-chart.tsx';
import { download } from '../../../format/download.ts';
import { useFormat } from '../../../format/format.ts';
import type { DataPoint } from '../data-point.ts';
import type { PointSeries, Span } from '../device-queries.ts';
import { withBreaks } from './with-breaks.ts';

interface PointChartProps {
  readonly point: DataPoint;
  /** Undefined: the product had no such data point. */
  readonly series: PointSeries | undefined;
  readonly span: Span;
  readonly deviceName: string;
}

const heightPx = 180;

/** One data point over time: a number as its mean within its least and greatest value, anything else in steps. */
export function PointChart({ point, series, span, deviceName }: PointChartProps) {
  const { t } = useTranslation('device');
  const chart = useRef<ChartHandle>(null);
  const isNumber = point.range !== undefined;
  const texts = useValueTexts(point);
  const meanLabel = isNumber ? t('history.mean') : point.label;
  const lines = useMemo(
    () => series && [{ label: meanLabel, isStepped: !isNumber, ...drawn(series, isNumber) }],
    [series, isNumber, meanLabel],
  );
  const bandLabels = useMemo(() => [t('history.min'), t('history.max')] as const, [t]);
  const save = async () => {
    const picture = await chart.current?.toPng();
    if (picture) download(`${deviceName}-${point.name}.png`, picture);
  };
  const isEmpty = !series || series.time.length === 0;
  return (
    <section aria-label={point.label}>
      <Group justify="space-between" mb="xs" wrap="nowrap" mih={28}>
        <Group gap={8} align="baseline">
          <Title order={2} size="h5">
            {point.label}
          </Title>
          {point.label !== point.name && (
            <Text size="xs" c="dimmed" ff="monospace">
              {point.name}
            </Text>
          )}
          {!isEmpty && isNumber && <Extremes point={point} series={series} />}
        </Group>
        {!isEmpty && (
          <Tooltip label={t('png')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              onClick={save}
              aria-label={`${t('png')}: ${point.label}`}
            >
              <IconPhotoDown size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {isEmpty || !lines ? (
        <Center h={heightPx}>
          <Text c="dimmed" size="sm">
            {t('history.empty')}
          </Text>
        </Center>
      ) : (
        <TimeChart
          label={t('history.chart', { name: point.label })}
          series={lines}
          fromS={span.start_time}
          toS={span.end_time}
          heightPx={heightPx}
          handle={chart}
          bandLabels={bandLabels}
          {...(texts && { valueTexts: texts })}
        />
      )}
    </section>
  );
}

function Extremes({ point, series }: { readonly point: DataPoint; readonly series: PointSeries }) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const decimals = point.range?.decimals;
  const written = (value: number) => format.number(value, decimals);
  const least = series.min.reduce((a, b) => Math.min(a, b));
  const greatest = series.max.reduce((a, b) => Math.max(a, b));
  return (
    <Text size="xs" c="dimmed">
      {t('history.extremes', {
        min: written(least),
        max: written(greatest),
        last: written(series.last.at(-1)!),
      })}
    </Text>
  );
}

function useValueTexts({ dataType, texts }: DataPoint): readonly string[] | undefined {
  const { t } = useTranslation('device');
  return useMemo(() => {
    if (dataType === 'bool') return [t('off'), t('on')];
    return dataType === 'enum' ? texts : undefined;
  }, [dataType, texts, t]);
}

function drawn({ time, min, max, mean, last }: PointSeries, isNumber: boolean) {
  if (!isNumber) return { points: time.map((at, i) => [at, last[i]!] as const) };
  const broken = withBreaks(time);
  return {
    points: broken.map(([at, i]) => [at, i === null ? null : mean[i]!] as const),
    band: broken.map(([at, i]) => [at, i === null ? null : min[i]!, i === null ? null : max[i]!] as const),
  };
}

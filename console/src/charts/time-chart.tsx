import type { ChartConfiguration } from 'chart.js';
import { type Ref, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createFormat } from '../format/format.ts';
import { ChartCanvas, type ChartHandle } from './chart-canvas.tsx';
import { colorOf } from './palette.ts';
import { timeTicks, writtenTick } from './time-ticks.ts';

export interface TimeSeries {
  readonly label: string;
  /** Seconds since the epoch, and the value; null breaks the line. */
  readonly points: readonly (readonly [seconds: number, value: number | null])[];
  /** Steps from value to value, for what does not change gradually. */
  readonly isStepped?: boolean;
  /** Drawn behind the line: seconds since the epoch, from and to; null breaks it. */
  readonly band?: readonly (readonly [seconds: number, low: number | null, high: number | null])[];
}

interface TimeChartProps {
  readonly label: string;
  readonly series: readonly TimeSeries[];
  readonly fromS?: number;
  readonly toS?: number;
  readonly isFilled?: boolean;
  /** What the values 0, 1, … are called, where they are not amounts. */
  readonly valueTexts?: readonly string[];
  /** Of the edges of bands. */
  readonly bandLabels?: readonly [low: string, high: string];
  readonly heightPx?: number;
  readonly handle?: Ref<ChartHandle>;
}

/** What the longest of them needs. */
const tickWidthPx = 90;
const leastAxisPx = 44;

type LineDataset = ChartConfiguration<'line'>['data']['datasets'][number];

/** Lines over time. */
export function TimeChart(props: TimeChartProps) {
  const { label, series, fromS, toS, isFilled = false, valueTexts, bandLabels, heightPx, handle } = props;
  const { i18n } = useTranslation();
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
  const config = useMemo((): ChartConfiguration<'line'> => {
    const format = createFormat(locale);
    return {
      type: 'line',
      data: {
        datasets: series.flatMap((one, index) => [
          lineOf(one, colorOf(index), isFilled),
          ...(one.band && bandLabels ? edgesOf(one.band, bandLabels, colorOf(index)) : []),
        ]),
      },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: {
            type: 'linear',
            ...(fromS !== undefined && { min: fromS }),
            ...(toS !== undefined && { max: toS }),
            afterBuildTicks: (scale) => {
              scale.ticks = timeTicks(scale.min, scale.max, Math.floor(scale.width / tickWidthPx)).map(
                (value) => ({ value }),
              );
            },
            ticks: {
              autoSkip: true,
              maxRotation: 0,
              callback: function (value) {
                return writtenTick(Number(value), this.max - this.min, locale);
              },
            },
          },
          y: {
            beginAtZero: isFilled,
            // Charts below each other begin at the same place.
            afterFit: (scale) => {
              scale.width = Math.max(scale.width, leastAxisPx);
            },
            ...(valueTexts && { min: 0, max: Math.max(1, valueTexts.length - 1) }),
            ticks: {
              ...(valueTexts ? { stepSize: 1 } : { precision: 2, maxTicksLimit: 6 }),
              callback: (value) => valueTexts?.[Number(value)] ?? format.short(Number(value)),
            },
          },
        },
        plugins: {
          legend: {
            display: series.length > 1,
            position: 'bottom',
            // Edges of bands have no lines.
            labels: { filter: ({ lineWidth }) => lineWidth !== 0 },
          },
          tooltip: {
            callbacks: {
              title: ([item]) => (item ? format.time(item.parsed.x ?? 0) : ''),
              label: ({ dataset, parsed: { y } }) =>
                `${dataset.label}: ${valueTexts?.[y ?? 0] ?? format.number(y ?? 0)}`,
            },
          },
        },
      },
    };
  }, [series, fromS, toS, isFilled, valueTexts, bandLabels, locale]);
  return (
    <ChartCanvas
      config={config as ChartConfiguration<'line' | 'bar'>}
      label={label}
      {...(heightPx !== undefined && { heightPx })}
      {...(handle !== undefined && { handle })}
    />
  );
}

function lineOf({ label, points, isStepped }: TimeSeries, color: string, isFilled: boolean): LineDataset {
  return {
    label,
    data: points.map(([x, y]) => ({ x, y: y as number })),
    borderColor: color,
    backgroundColor: `${color}33`,
    fill: isFilled,
    stepped: isStepped ? 'before' : false,
    borderWidth: 2,
    // At an edge a line keeps its width.
    clip: 2,
    pointRadius: points.length > 60 ? 0 : 2,
    pointHoverRadius: 4,
    tension: isStepped ? 0 : 0.2,
  };
}

/** The second one is filled as far as the first. */
function edgesOf(
  band: NonNullable<TimeSeries['band']>,
  labels: readonly [string, string],
  color: string,
): LineDataset[] {
  return labels.map((label, edge) => ({
    label,
    data: band.map(([x, low, high]) => ({ x, y: (edge === 0 ? low : high) as number })),
    borderWidth: 0,
    borderColor: `${color}88`,
    backgroundColor: `${color}2e`,
    fill: edge === 1 && '-1',
    pointRadius: 0,
    pointHoverRadius: 0,
    tension: 0.2,
  }));
}

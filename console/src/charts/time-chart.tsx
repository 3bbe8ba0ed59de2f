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
}

interface TimeChartProps {
  readonly label: string;
  readonly series: readonly TimeSeries[];
  readonly fromS?: number;
  readonly toS?: number;
  readonly isFilled?: boolean;
  readonly heightPx?: number;
  readonly handle?: Ref<ChartHandle>;
}

const mostTicks = 8;

/** Lines over time. */
export function TimeChart({ label, series, fromS, toS, isFilled = false, heightPx, handle }: TimeChartProps) {
  const { i18n } = useTranslation();
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
  const config = useMemo((): ChartConfiguration<'line'> => {
    const format = createFormat(locale);
    return {
      type: 'line',
      data: {
        datasets: series.map((one, index) => ({
          label: one.label,
          data: one.points.map(([x, y]) => ({ x, y: y as number })),
          borderColor: colorOf(index),
          backgroundColor: `${colorOf(index)}33`,
          fill: isFilled,
          stepped: one.isStepped ? 'before' : false,
          borderWidth: 2,
          pointRadius: one.points.length > 60 ? 0 : 2,
          pointHoverRadius: 4,
          tension: one.isStepped ? 0 : 0.2,
        })),
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
              scale.ticks = timeTicks(scale.min, scale.max, mostTicks).map((value) => ({ value }));
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
            ticks: { precision: 2, callback: (value) => format.short(Number(value)) },
          },
        },
        plugins: {
          legend: { display: series.length > 1, position: 'bottom' },
          tooltip: { callbacks: { title: ([item]) => (item ? format.time(item.parsed.x ?? 0) : '') } },
        },
      },
    };
  }, [series, fromS, toS, isFilled, locale]);
  return (
    <ChartCanvas
      config={config as ChartConfiguration<'line' | 'bar'>}
      label={label}
      {...(heightPx !== undefined && { heightPx })}
      {...(handle !== undefined && { handle })}
    />
  );
}

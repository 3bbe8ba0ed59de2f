import type { ChartConfiguration } from 'chart.js';
import { type Ref, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createFormat } from '../format/format.ts';
import { ChartCanvas, type ChartHandle } from './chart-canvas.tsx';
import { colorOf } from './palette.ts';

export interface BarSeries {
  readonly label: string;
  /** One for each category; null where there is none. */
  readonly values: readonly (number | null)[];
}

interface BarChartProps {
  readonly label: string;
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
  readonly isStacked?: boolean;
  /** Bars to the right, for categories with long names. */
  readonly isLying?: boolean;
  readonly heightPx?: number;
  readonly handle?: Ref<ChartHandle>;
}

/** Bars by category: days, places, data points. */
export function BarChart({
  label,
  categories,
  series,
  isStacked = false,
  isLying = false,
  heightPx,
  handle,
}: BarChartProps) {
  const { i18n } = useTranslation();
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
  const config = useMemo((): ChartConfiguration<'bar'> => {
    const format = createFormat(locale);
    const values = {
      beginAtZero: true,
      stacked: isStacked,
      ticks: { precision: 0, callback: (value: string | number) => format.short(Number(value)) },
    };
    const names = {
      stacked: isStacked,
      grid: { display: false },
      ticks: { maxRotation: 0, autoSkipPadding: 12 },
    };
    return {
      type: 'bar',
      data: {
        labels: [...categories],
        datasets: series.map(({ label: name, values: data }, index) => ({
          label: name,
          data: [...data],
          backgroundColor: colorOf(index),
          borderRadius: 3,
          maxBarThickness: 40,
        })),
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        indexAxis: isLying ? 'y' : 'x',
        interaction: { mode: 'index', intersect: false, axis: isLying ? 'y' : 'x' },
        scales: isLying ? { x: values, y: names } : { x: names, y: values },
        plugins: { legend: { display: series.length > 1, position: 'bottom' } },
      },
    };
  }, [categories, series, isStacked, isLying, locale]);
  return (
    <ChartCanvas
      config={config as ChartConfiguration<'line' | 'bar'>}
      label={label}
      {...(heightPx !== undefined && { heightPx })}
      {...(handle !== undefined && { handle })}
    />
  );
}

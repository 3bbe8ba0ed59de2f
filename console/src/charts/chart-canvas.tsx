import { useComputedColorScheme } from '@mantine/core';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** What can be done with a chart that is on the page. */
export interface ChartHandle {
  /** The picture as it is, on the page's background. */
  toPng(): Promise<Blob>;
}

interface ChartCanvasProps {
  readonly config: ChartConfiguration<'line' | 'bar'>;
  /** What is to be seen, for whoever cannot see it. */
  readonly label: string;
  readonly heightPx?: number;
  readonly handle?: Ref<ChartHandle>;
}

/** A drawing of Chart.js that follows its data, the appearance and the room it has. */
export function ChartCanvas({ config, label, heightPx = 260, handle }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<'line' | 'bar'>>(null);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    const colored = inColors(config, colorsOf(scheme));
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    chart.current = new Chart(canvas.current!, colored);
    return () => chart.current?.destroy();
  }, [config, scheme]);

  useImperativeHandle(handle, () => ({ toPng: () => pngOf(canvas.current!, colorsOf(scheme).page) }), [
    scheme,
  ]);

  return (
    <div style={{ height: heightPx, position: 'relative' }}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}

interface Colors {
  readonly text: string;
  readonly grid: string;
  readonly page: string;
}

function inColors(
  { options = {}, ...config }: ChartConfiguration<'line' | 'bar'>,
  { text, grid }: Colors,
): ChartConfiguration<'line' | 'bar'> {
  const scales = Object.entries(options.scales ?? {}).map(([name, scale]) => [
    name,
    {
      ...scale,
      grid: { ...scale?.grid, color: grid },
      border: { color: grid },
      ticks: { ...scale?.ticks, color: text },
    },
  ]);
  const legend = { ...options.plugins?.legend, labels: { ...options.plugins?.legend?.labels, color: text } };
  const plugins = { ...options.plugins, legend };
  return { ...config, options: { ...options, scales: Object.fromEntries(scales), plugins } };
}

function colorsOf(scheme: 'light' | 'dark'): Colors {
  return scheme === 'dark'
    ? { text: '#c9c9c9', grid: '#3b3b3b', page: '#242424' }
    : { text: '#495057', grid: '#e9ecef', page: '#ffffff' };
}

function pngOf(source: HTMLCanvasElement, background: string): Promise<Blob> {
  const copy = document.createElement('canvas');
  copy.width = source.width;
  copy.height = source.height;
  const context = copy.getContext('2d')!;
  context.fillStyle = background;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  return new Promise((resolve, reject) =>
    copy.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made')))),
  );
}

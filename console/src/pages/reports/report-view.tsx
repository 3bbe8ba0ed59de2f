import { SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BarChart } from '../../charts/bar-chart.tsx';
import type { ChartHandle } from '../../charts/chart-canvas.tsx';
import { download } from '../../format/download.ts';
import { useFormat } from '../../format/format.ts';
import { DownloadButton } from '../../page/download-button.tsx';
import { Failure } from '../../page/failure.tsx';
import { FigureCard } from '../../page/figure-card.tsx';
import { Panel } from '../../page/panel.tsx';
import type { Product } from '../../scope/scope.ts';
import { useReportCalendar } from '../../session/report-calendar.ts';
import { PlaceTable } from './place-table.tsx';
import type { Report, ReportCall, ReportChart, ReportFigure } from './report.ts';
import { useReportLabels } from './report-labels.ts';
import { reportQuery } from './report-queries.ts';
import { isTooLong, type useReportState } from './report-state.ts';
import { ReportTable } from './report-table.tsx';

interface ReportViewProps {
  readonly product: Product;
  readonly state: ReturnType<typeof useReportState>;
}

export const rowsOfPage = 50;

/** A report's figures, chart, table and places, as far as it has them. */
export function ReportView({ product, state }: ReportViewProps) {
  const { today } = useReportCalendar();
  const { report, parameters, at, skip, change } = state;
  const call: ReportCall = {
    productKey: product.product_key,
    parameters,
    today,
    page: { skip: report.isPaged ? skip : 0, limit: rowsOfPage },
  };
  const isAsked = !isTooLong(report, parameters);
  const { data, error, refetch, isFetching } = useQuery({ ...reportQuery(report, call), enabled: isAsked });
  const fileName = fileNameOf(report, call);
  if (!isAsked) return null;
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <ReportSkeleton />;
  return (
    <Stack gap="md" aria-busy={isFetching}>
      <Figures figures={data.figures} />
      <ChartPanel report={report} chart={data.chart} fileName={fileName} />
      {data.places && (
        <PlaceTable counts={data.places} at={at} onAt={(next) => change({ at: next })} fileName={fileName} />
      )}
      {data.rows && (
        <ReportTable
          report={report}
          call={call}
          rows={data.rows}
          fileName={fileName}
          isFetching={isFetching}
          onSkip={(next) => change({ skip: String(next) })}
        />
      )}
    </Stack>
  );
}

function ReportSkeleton() {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, sm: 3 }}>
        <Skeleton h={92} />
        <Skeleton h={92} />
        <Skeleton h={92} visibleFrom="sm" />
      </SimpleGrid>
      <Skeleton h={350} />
    </Stack>
  );
}

function Figures({ figures }: { readonly figures: readonly ReportFigure[] }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const { text } = useReportLabels();
  return (
    <SimpleGrid cols={{ base: 2, sm: figures.length }}>
      {figures.map(({ word, value, hint }) => (
        <FigureCard
          key={word}
          label={t(`word.${word}`)}
          value={format.number(value)}
          hint={hint && text(hint)}
        />
      ))}
    </SimpleGrid>
  );
}

interface ChartPanelProps {
  readonly report: Report;
  readonly chart: ReportChart;
  readonly fileName: string;
}

const lyingBarPx = 34;
const aroundBarsPx = 70;

function ChartPanel({ report, chart, fileName }: ChartPanelProps) {
  const { t } = useTranslation('reports');
  const { short } = useReportLabels();
  const handle = useRef<ChartHandle>(null);
  const { isStacked = false, isLying = false } = chart;
  const categories = useMemo(() => chart.categories.map(short), [chart, short]);
  const series = useMemo(
    () => chart.series.map(({ word, values }) => ({ label: t(`word.${word}`), values })),
    [chart, t],
  );
  const save = async () => download(`${fileName}.png`, await handle.current!.toPng());
  const isEmpty = categories.length === 0;
  return (
    <Panel title={t('chart')} actions={<DownloadButton kind="png" isDisabled={isEmpty} onClick={save} />}>
      {isEmpty ? (
        <Text c="dimmed" ta="center" py="xl">
          {t('nothingToChart')}
        </Text>
      ) : (
        <BarChart
          label={t(`report.${report.name}.name`)}
          categories={categories}
          series={series}
          isStacked={isStacked}
          isLying={isLying}
          {...(isLying && { heightPx: categories.length * lyingBarPx + aroundBarsPx })}
          handle={handle}
        />
      )}
    </Panel>
  );
}

/** Without its ending: what the file shows, and of when. */
function fileNameOf({ name, period }: Report, { productKey, parameters, today }: ReportCall): string {
  const when = period ? `${parameters.start}_${parameters.end}` : today;
  return `${name}_${productKey.slice(0, 8)}_${when}`;
}

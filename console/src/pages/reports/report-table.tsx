import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf } from '../../format/csv.ts';
import { download } from '../../format/download.ts';
import { useFormat } from '../../format/format.ts';
import { DownloadButton } from '../../page/download-button.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { Pager } from '../../table/pager.tsx';
import type { Report, ReportCall, ReportCell, ReportRows } from './report.ts';
import { useReportLabels } from './report-labels.ts';
import { rowsOfWholeReport } from './rows-of-whole-report.ts';

interface ReportTableProps {
  readonly report: Report;
  readonly call: ReportCall;
  readonly rows: ReportRows;
  readonly fileName: string;
  readonly isFetching: boolean;
  onSkip(skip: number): void;
}

interface Row {
  readonly id: string;
  readonly cells: readonly ReportCell[];
}

/** The rows of a report; all of them as a file. */
export function ReportTable({ report, call, rows, fileName, isFetching, onSkip }: ReportTableProps) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const { text, plain } = useReportLabels();
  const notify = useNotify();
  const [isSaving, setSaving] = useState(false);
  const shown = (cell: ReportCell) => {
    if (cell === null) return '–';
    return typeof cell === 'number' ? format.number(cell) : text(cell);
  };
  const columns = rows.columns.map(
    (word, index): Column<Row> => ({
      id: word,
      header: t(`word.${word}`),
      cell: ({ cells }) => shown(cells[index] ?? null),
      isNumber: rows.rows.some((cells) => typeof cells[index] === 'number'),
    }),
  );
  const save = async () => {
    setSaving(true);
    try {
      const all = rows.total === undefined ? rows.rows : await rowsOfWholeReport(report, call);
      const header = rows.columns.map((word) => t(`word.${word}`));
      const cells = all.map((each) =>
        each.map((cell) => (cell === null || typeof cell === 'number' ? cell : plain(cell))),
      );
      download(`${fileName}.csv`, csvOf(header, cells));
    } catch (error) {
      notify.failed(error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Panel
      title={t('table')}
      actions={
        <DownloadButton kind="csv" isSaving={isSaving} isDisabled={rows.rows.length === 0} onClick={save} />
      }
    >
      <DataTable
        label={`${t(`report.${report.name}.name`)}: ${t('table')}`}
        columns={columns}
        rows={rows.rows.map((cells, index) => ({ id: String(index), cells }))}
        idOf={({ id }) => id}
        isFetching={isFetching}
        hasFixedColumns
        emptyText={t('noRows')}
      />
      {rows.total !== undefined && rows.total > 0 && (
        <Pager skip={call.page.skip} limit={call.page.limit} total={rows.total} onSkip={onSkip} />
      )}
    </Panel>
  );
}

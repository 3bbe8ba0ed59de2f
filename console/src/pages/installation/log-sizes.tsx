import { Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BarChart } from '../../charts/bar-chart.tsx';
import { useFormat } from '../../format/format.ts';
import { Panel } from '../../page/panel.tsx';
import { logTotals, type Partition } from './log-totals.ts';

interface LogSizesProps {
  readonly partitions: readonly Partition[];
  readonly retentionDays: number;
  readonly auditDays: number;
}

const megabyte = 1_000_000;

const knownLogs = ['frame', 'presence_event', 'rejected_frame', 'device_hour_value'] as const;

/** What each log takes, and what its days take. */
export function LogSizes({ partitions, retentionDays, auditDays }: LogSizesProps) {
  const { t } = useTranslation('installation');
  const format = useFormat();
  const { totals, days } = useMemo(() => logTotals(partitions), [partitions]);
  const nameOf = (log: string) => {
    const known = knownLogs.find((each) => each === log);
    return known ? t(`log.${known}`) : log;
  };
  const series = totals.map(({ log, bytesByDay }) => ({
    label: nameOf(log),
    values: days.map((day) => (bytesByDay.get(day) ?? 0) / megabyte),
  }));
  return (
    <Panel title={t('logs.title')}>
      <Text size="sm" c="dimmed">
        {t('logs.kept', { days: format.number(retentionDays), audit: format.number(auditDays) })}
      </Text>
      <BarChart label={t('logs.chart')} categories={days} series={series} isStacked heightPx={220} />
      <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="xs" aria-label={t('logs.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('logs.log')}</Table.Th>
              <Table.Th>{t('logs.from')}</Table.Th>
              <Table.Th ta="right">{t('logs.partitions')}</Table.Th>
              <Table.Th ta="right">{t('logs.rows')}</Table.Th>
              <Table.Th ta="right">{t('logs.size')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody style={{ fontVariantNumeric: 'tabular-nums' }}>
            {totals.map(({ log, from, count, rows, bytes }) => (
              <Table.Tr key={log}>
                <Table.Td>{nameOf(log)}</Table.Td>
                <Table.Td>{from}</Table.Td>
                <Table.Td ta="right">{format.number(count)}</Table.Td>
                <Table.Td ta="right">
                  {rows === null ? '–' : t('logs.about', { rows: format.short(rows) })}
                </Table.Td>
                <Table.Td ta="right">{format.bytes(bytes)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { Panel } from '../../page/panel.tsx';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import type { Installation } from './installation-queries.ts';

type Process = Installation['processes'][number];

/** The processes that share the work. */
export function ProcessesPanel({ processes }: { readonly processes: readonly Process[] }) {
  const { t } = useTranslation('installation');
  const { t: shell } = useTranslation('shell');
  return (
    <Panel title={t('processes.title')}>
      <DataTable
        label={shell('tableOf', { title: t('processes.title') })}
        columns={useColumns()}
        rows={processes}
        idOf={({ process_id }) => String(process_id)}
        hasFixedColumns
      />
    </Panel>
  );
}

function useColumns(): Column<Process>[] {
  const { t } = useTranslation('installation');
  const format = useFormat();
  const known = (value: number | null, write: (value: number) => string) =>
    value === null ? '–' : write(value);
  return [
    { id: 'pid', header: t('processes.id'), cell: ({ process_id }) => process_id },
    {
      id: 'state',
      header: t('health.state'),
      cell: ({ healthy }) => (
        <Badge
          miw="max-content"
          variant={healthy ? 'dot' : 'light'}
          color={healthy ? 'green' : 'red'}
          tt="none"
          fw={500}
        >
          {t(healthy ? 'processes.well' : 'processes.unwell')}
        </Badge>
      ),
    },
    {
      id: 'sessions',
      header: t('health.sessions'),
      isNumber: true,
      cell: ({ sessions }) => known(sessions, (value) => format.number(value)),
    },
    {
      id: 'messages',
      header: t('health.messages'),
      isNumber: true,
      cell: ({ messages_per_s }) => format.number(messages_per_s, 1),
    },
    {
      id: 'memory',
      header: t('health.memory'),
      isNumber: true,
      cell: ({ memory_bytes }) => known(memory_bytes, format.bytes),
    },
    {
      id: 'delay',
      header: t('processes.delay'),
      isNumber: true,
      cell: ({ event_loop_delay_ms }) => known(event_loop_delay_ms, (value) => format.number(value, 1)),
    },
  ];
}

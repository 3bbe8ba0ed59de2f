import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { MonoValue } from '../../../page/mono-value.tsx';
import type { Column } from '../../../table/column.ts';
import type { WaitingDevice } from './adoption-queries.ts';

/** What is known of a device that waits. */
export function useWaitingColumns(): Column<WaitingDevice>[] {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'did', header: 'did', cell: ({ did }) => <MonoValue text={did} label="did" /> },
      {
        id: 'mac',
        header: 'MAC',
        cell: ({ mac }) =>
          mac === null ? (
            <Text span size="sm" c="dimmed">
              {shell('unknown')}
            </Text>
          ) : (
            <Text span size="sm" ff="monospace">
              {mac}
            </Text>
          ),
      },
      { id: 'address', header: t('adoption.address'), cell: ({ client_ip }) => client_ip },
      {
        id: 'firstSeen',
        header: t('adoption.firstSeen'),
        cell: ({ first_seen_at }) => format.time(first_seen_at),
      },
      {
        id: 'lastSeen',
        header: t('adoption.lastSeen'),
        cell: ({ last_seen_at }) => <span title={format.time(last_seen_at)}>{format.ago(last_seen_at)}</span>,
      },
    ],
    [t, shell, format],
  );
}

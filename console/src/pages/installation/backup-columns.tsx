import { ActionIcon, Badge, Loader, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { MonoValue } from '../../page/mono-value.tsx';
import type { Column } from '../../table/column.ts';
import type { Backup } from './installation-queries.ts';

/** How a backup is shown. */
export function useBackupColumns(onDelete: (backup: Backup) => void): Column<Backup>[] {
  const { t } = useTranslation('installation');
  const format = useFormat();
  return [
    { id: 'started', header: t('backups.started'), cell: ({ started_at }) => format.time(started_at) },
    { id: 'state', header: t('health.state'), cell: (backup) => <State backup={backup} /> },
    { id: 'size', header: t('backups.size'), isNumber: true, cell: ({ bytes }) => format.bytes(bytes) },
    {
      id: 'took',
      header: t('backups.took'),
      isNumber: true,
      cell: ({ started_at, finished_at }) =>
        finished_at === null
          ? '–'
          : t('backups.seconds', { seconds: format.number(finished_at - started_at) }),
    },
    {
      id: 'why',
      header: t('backups.by'),
      cell: ({ is_scheduled }) => t(is_scheduled ? 'backups.byHour' : 'backups.byAdmin'),
    },
    {
      id: 'path',
      header: t('backups.path'),
      cell: ({ path }) => <MonoValue text={path} label={t('backups.path')} />,
    },
    {
      id: 'actions',
      header: t('backups.actions'),
      cell: (backup) =>
        backup.state !== 'running' && (
          <Tooltip label={t('backups.delete')}>
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={`${t('backups.delete')}: ${backup.id}`}
              onClick={() => onDelete(backup)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        ),
    },
  ];
}

const colors = { running: 'blue', done: 'green', failed: 'red' } as const;

function State({ backup: { state, error } }: { readonly backup: Backup }) {
  const { t } = useTranslation('installation');
  return (
    <>
      <Badge
        miw="max-content"
        variant={state === 'failed' ? 'light' : 'dot'}
        color={colors[state]}
        tt="none"
        fw={500}
        rightSection={state === 'running' && <Loader size={10} />}
      >
        {t(`backups.state.${state}`)}
      </Badge>
      {error && (
        <Text size="xs" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
    </>
  );
}

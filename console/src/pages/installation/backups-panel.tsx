import { Alert, Button, Skeleton, Text } from '@mantine/core';
import { IconDatabaseExport, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { Failure } from '../../page/failure.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { DataTable } from '../../table/data-table.tsx';
import { useBackupColumns } from './backup-columns.tsx';
import { type Backup, type Backups, useBackupChanges, useBackups } from './installation-queries.ts';

/** The backups there are; more are made by the hour or now. */
export function BackupsPanel() {
  const { t } = useTranslation('installation');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const { data, error, refetch } = useBackups();
  const { begin, remove } = useBackupChanges();
  const [leaving, setLeaving] = useState<Backup>();
  const columns = useBackupColumns(setLeaving);
  const leave = () => setLeaving(undefined);
  const isRunning = data?.objects.some(({ state }) => state === 'running') ?? false;
  const isPossible = data !== undefined && data.folder !== null;
  const start = () =>
    begin.mutate(undefined, { onSuccess: () => notify.done(t('backups.begun')), onError: notify.failed });
  return (
    <Panel
      title={t('backups.title')}
      actions={
        isPossible && (
          <Button
            size="xs"
            leftSection={<IconDatabaseExport size={16} />}
            loading={begin.isPending || isRunning}
            onClick={start}
          >
            {t('backups.now')}
          </Button>
        )
      }
    >
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <>
          <Schedule backups={data} />
          <DataTable
            label={shell('tableOf', { title: t('backups.title') })}
            columns={columns}
            rows={data.objects}
            idOf={({ id }) => id}
            emptyText={t('backups.none')}
            hasFixedColumns
          />
        </>
      ) : (
        <Skeleton h={240} />
      )}
      <ConfirmModal
        isOpen={leaving !== undefined}
        title={t('backups.deleteTitle', { id: leaving?.id })}
        text={t('backups.deleteText')}
        confirmLabel={t('backups.delete')}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate(leaving!.id, { onSuccess: leave, onError: notify.failed })}
        onClose={leave}
      />
    </Panel>
  );
}

function Schedule({ backups: { folder, hour, keep } }: { readonly backups: Backups }) {
  const { t } = useTranslation('installation');
  if (folder === null) {
    return (
      <Alert color="blue" variant="light" icon={<IconInfoCircle />}>
        {t('backups.notOurs')}
      </Alert>
    );
  }
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {hour === null
        ? t('backups.byHand', { folder })
        : t('backups.scheduled', { hour: String(hour).padStart(2, '0'), keep, folder })}
    </Text>
  );
}

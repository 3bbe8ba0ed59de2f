import { ActionIcon, Button, Group, Skeleton, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { Failure } from '../../page/failure.tsx';
import { MonoValue } from '../../page/mono-value.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { useMayChange } from '../../session/session.ts';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { type App, useAppChanges, useApps } from './app-queries.ts';
import { NameModal } from './name-modal.tsx';
import { SecretModal } from './secret-modal.tsx';

/** The apps with which the users of an enterprise come. */
export function AppsPanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const mayChange = useMayChange();
  const notify = useNotify();
  const { data: apps, error, refetch } = useApps(enterpriseId);
  const { create, rotate, remove } = useAppChanges(enterpriseId);
  const [isCreating, creating] = useDisclosure(false);
  const [asked, setAsked] = useState<{ readonly what: 'rotate' | 'delete'; readonly app: App }>();
  const columns = useColumns((what, app) => setAsked({ what, app }));
  const leave = () => setAsked(undefined);
  const act = asked?.what === 'rotate' ? rotate : remove;
  const secret = create.data ?? rotate.data;
  return (
    <Panel
      title={t('apps.title')}
      actions={
        mayChange && (
          <Button size="xs" leftSection={<IconPlus size={16} />} onClick={creating.open}>
            {t('apps.create')}
          </Button>
        )
      }
    >
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : apps ? (
        <DataTable
          label={shell('tableOf', { title: t('apps.title') })}
          columns={columns}
          rows={apps}
          idOf={({ appid }) => appid}
          emptyText={t('apps.none')}
          hasFixedColumns
        />
      ) : (
        <Skeleton h={160} />
      )}
      {isCreating && (
        <NameModal
          title={t('apps.create')}
          label={t('apps.name')}
          error={create.error}
          isPending={create.isPending}
          onSave={(name) => create.mutate(name, { onSuccess: creating.close })}
          onClose={creating.close}
        />
      )}
      <ConfirmModal
        isOpen={asked !== undefined}
        title={t(asked?.what === 'rotate' ? 'apps.rotateTitle' : 'apps.deleteTitle', {
          name: asked?.app.name,
        })}
        text={t(asked?.what === 'rotate' ? 'apps.rotateText' : 'apps.deleteText')}
        confirmLabel={t(asked?.what === 'rotate' ? 'rotateSecret' : 'apps.delete')}
        isPending={act.isPending}
        onConfirm={() => act.mutate(asked!.app.appid, { onSuccess: leave, onError: notify.failed })}
        onClose={leave}
      />
      {secret && (
        <SecretModal
          title={t('apps.secret')}
          values={[
            ['appid', secret.appid],
            ['app_secret', secret.app_secret],
          ]}
          onClose={() => {
            create.reset();
            rotate.reset();
          }}
        />
      )}
    </Panel>
  );
}

function useColumns(onAsk: (what: 'rotate' | 'delete', app: App) => void): Column<App>[] {
  const { t } = useTranslation('api-access');
  const format = useFormat();
  const mayChange = useMayChange();
  const actions: Column<App> = {
    id: 'actions',
    header: t('actions'),
    cell: (app) => (
      <Group gap={4} wrap="nowrap">
        <Tooltip label={t('rotateSecret')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${t('rotateSecret')}: ${app.name}`}
            onClick={() => onAsk('rotate', app)}
          >
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('apps.delete')}>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`${t('apps.delete')}: ${app.name}`}
            onClick={() => onAsk('delete', app)}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    ),
  };
  return [
    { id: 'name', header: t('apps.name'), cell: ({ name }) => name },
    { id: 'appid', header: 'appid', cell: ({ appid }) => <MonoValue text={appid} label="appid" /> },
    { id: 'created', header: t('created'), cell: ({ created_at }) => format.time(created_at) },
    ...(mayChange ? [actions] : []),
  ];
}

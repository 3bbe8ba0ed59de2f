import { ActionIcon, Anchor, Button, Group, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEdit, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { MonoValue } from '../../page/mono-value.tsx';
import { Panel } from '../../page/panel.tsx';
import { type Enterprise, useScope } from '../../scope/scope.ts';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { useCreateEnterprise } from './access-queries.ts';
import { DeleteEnterprise } from './delete-enterprise.tsx';
import { EnterpriseForm } from './enterprise-form.tsx';
import { NameModal } from './name-modal.tsx';
import { SecretModal } from './secret-modal.tsx';

/** All enterprises of the installation, for its administrator. */
export function EnterprisesPanel() {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const { enterprises } = useScope();
  const create = useCreateEnterprise();
  const [isCreating, creating] = useDisclosure(false);
  const [edited, setEdited] = useState<Enterprise>();
  const [leaving, setLeaving] = useState<Enterprise>();
  const columns = useColumns(setEdited, setLeaving);
  return (
    <Panel
      title={t('enterprises.title')}
      actions={
        <Button size="xs" leftSection={<IconPlus size={16} />} onClick={creating.open}>
          {t('enterprises.create')}
        </Button>
      }
    >
      <DataTable
        label={shell('tableOf', { title: t('enterprises.title') })}
        columns={columns}
        rows={enterprises}
        idOf={({ enterprise_id }) => enterprise_id}
        emptyText={t('enterprises.none')}
        hasFixedColumns
      />
      {isCreating && (
        <NameModal
          title={t('enterprises.create')}
          label={t('enterprises.name')}
          error={create.error}
          isPending={create.isPending}
          onSave={(name) => create.mutate(name, { onSuccess: creating.close })}
          onClose={creating.close}
        />
      )}
      {create.data && (
        <SecretModal
          title={t('enterprises.created')}
          values={[
            ['enterprise_id', create.data.enterprise_id],
            ['enterprise_secret', create.data.enterprise_secret],
          ]}
          onClose={create.reset}
        />
      )}
      {edited && <EnterpriseForm enterprise={edited} onClose={() => setEdited(undefined)} />}
      {leaving && <DeleteEnterprise enterprise={leaving} onClose={() => setLeaving(undefined)} />}
    </Panel>
  );
}

function useColumns(
  onEdit: (enterprise: Enterprise) => void,
  onDelete: (enterprise: Enterprise) => void,
): Column<Enterprise>[] {
  const { t } = useTranslation('api-access');
  const format = useFormat();
  return [
    {
      id: 'name',
      header: t('enterprises.name'),
      cell: ({ enterprise_id, name }) => (
        <Anchor component={Link} size="sm" fw={500} to={`/api-access?enterprise_id=${enterprise_id}`}>
          {name}
        </Anchor>
      ),
    },
    {
      id: 'id',
      header: 'enterprise_id',
      cell: ({ enterprise_id }) => <MonoValue text={enterprise_id} label="enterprise_id" />,
    },
    {
      id: 'quota',
      header: t('enterprises.quota'),
      isNumber: true,
      cell: ({ hourly_quota }) => format.number(hourly_quota),
    },
    { id: 'created', header: t('created'), cell: ({ created_at }) => format.date(created_at) },
    {
      id: 'actions',
      header: t('actions'),
      cell: (enterprise) => (
        <Group gap={4} wrap="nowrap">
          <Tooltip label={t('enterprises.edit')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${t('enterprises.edit')}: ${enterprise.name}`}
              onClick={() => onEdit(enterprise)}
            >
              <IconEdit size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('enterprises.delete')}>
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={`${t('enterprises.delete')}: ${enterprise.name}`}
              onClick={() => onDelete(enterprise)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      ),
    },
  ];
}

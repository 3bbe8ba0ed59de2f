import { ActionIcon, Badge, Button, Group, Skeleton, Tooltip } from '@mantine/core';
import { IconEdit, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { Failure } from '../../page/failure.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { useMayChange } from '../../session/session.ts';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { MemberForm } from './member-form.tsx';
import { type Member, useMemberChanges, useMembers } from './member-queries.ts';

/** Those of an enterprise who work at the console. */
export function MembersPanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const mayChange = useMayChange();
  const notify = useNotify();
  const { data: members, error, refetch } = useMembers(enterpriseId);
  const { remove } = useMemberChanges(enterpriseId);
  const [edited, setEdited] = useState<Member | 'new'>();
  const [leaving, setLeaving] = useState<Member>();
  const columns = useColumns(setEdited, setLeaving);
  const leave = () => setLeaving(undefined);
  return (
    <Panel
      title={t('members.title')}
      actions={
        mayChange && (
          <Button size="xs" leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
            {t('members.create')}
          </Button>
        )
      }
    >
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : members ? (
        <DataTable
          label={shell('tableOf', { title: t('members.title') })}
          columns={columns}
          rows={members}
          idOf={({ member_id }) => member_id}
          emptyText={t('members.none')}
          hasFixedColumns
        />
      ) : (
        <Skeleton h={160} />
      )}
      {edited && (
        <MemberForm
          enterpriseId={enterpriseId}
          member={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      <ConfirmModal
        isOpen={leaving !== undefined}
        title={t('members.deleteTitle', { name: leaving?.name })}
        text={t('members.deleteText')}
        confirmLabel={t('members.delete')}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate(leaving!.member_id, { onSuccess: leave, onError: notify.failed })}
        onClose={leave}
      />
    </Panel>
  );
}

function useColumns(onEdit: (member: Member) => void, onDelete: (member: Member) => void): Column<Member>[] {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const format = useFormat();
  const mayChange = useMayChange();
  const actions: Column<Member> = {
    id: 'actions',
    header: t('actions'),
    cell: (member) => (
      <Group gap={4} wrap="nowrap">
        <Tooltip label={t('members.edit')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${t('members.edit')}: ${member.name}`}
            onClick={() => onEdit(member)}
          >
            <IconEdit size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('members.delete')}>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`${t('members.delete')}: ${member.name}`}
            onClick={() => onDelete(member)}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    ),
  };
  return [
    { id: 'name', header: t('members.name'), cell: ({ name }) => name },
    { id: 'username', header: t('members.username'), cell: ({ username }) => username },
    {
      id: 'role',
      header: t('members.role'),
      cell: ({ role }) => (
        <Badge miw="max-content" variant="default" tt="none" fw={500}>
          {shell(`role.${role}`)}
        </Badge>
      ),
    },
    {
      id: 'login',
      header: t('members.lastLogin'),
      cell: ({ last_login_at }) => (last_login_at === null ? t('members.never') : format.time(last_login_at)),
    },
    { id: 'created', header: t('created'), cell: ({ created_at }) => format.date(created_at) },
    ...(mayChange ? [actions] : []),
  ];
}

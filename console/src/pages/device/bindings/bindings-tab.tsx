import { Badge, Button, Skeleton, Text } from '@mantine/core';
import { IconCrown, IconUnlink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { ConfirmModal } from '../../../page/confirm-modal.tsx';
import { Failure } from '../../../page/failure.tsx';
import { useNotify } from '../../../page/notify.ts';
import { Panel } from '../../../page/panel.tsx';
import type { Product } from '../../../scope/scope.ts';
import { useMayChange, useSession } from '../../../session/session.ts';
import type { Column } from '../../../table/column.ts';
import { DataTable } from '../../../table/data-table.tsx';
import { type BoundUser, boundUsersQuery, type Device, useUnbind } from '../device-queries.ts';

interface BindingsTabProps {
  readonly product: Product;
  readonly device: Device;
}

/** The users who have bound the device. */
export function BindingsTab({ product, device }: BindingsTabProps) {
  const { t } = useTranslation('device');
  const notify = useNotify();
  const { enterprise_id } = useSession();
  const [leaving, setLeaving] = useState<BoundUser>();
  const { data, error, refetch, isPending } = useQuery(boundUsersQuery(device));
  const unbind = useUnbind(device, enterprise_id ?? product.enterprise_id);
  const columns = useUserColumns(setLeaving);
  const confirm = () =>
    unbind.mutate(leaving!.uid, {
      onSuccess: () => notify.done(t('bindings.unbound')),
      onError: notify.failed,
      onSettled: () => setLeaving(undefined),
    });
  return (
    <Panel title={t('bindings.title')}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton h={200} />}
      {data && (
        <DataTable
          label={t('list', { title: t('bindings.title') })}
          columns={columns}
          rows={data.objects}
          idOf={({ uid }) => uid}
          emptyText={t('bindings.empty')}
        />
      )}
      <ConfirmModal
        isOpen={leaving !== undefined}
        title={t('bindings.unbind')}
        text={leaving && t('bindings.question', { name: nameOf(leaving) })}
        confirmLabel={t('bindings.unbind')}
        isPending={unbind.isPending}
        onConfirm={confirm}
        onClose={() => setLeaving(undefined)}
      />
    </Panel>
  );
}

function nameOf({ name, username, phone, email, uid }: BoundUser): string {
  return name ?? username ?? phone ?? email ?? uid;
}

function useUserColumns(onUnbind: (user: BoundUser) => void): Column<BoundUser>[] {
  const { t } = useTranslation('device');
  const format = useFormat();
  const mayChange = useMayChange();
  return useMemo((): Column<BoundUser>[] => {
    const columns: Column<BoundUser>[] = [
      {
        id: 'user',
        header: t('bindings.user'),
        cell: (user) => (
          <>
            {user.is_anonymous ? t('bindings.anonymous') : nameOf(user)}
            {user.is_owner && (
              <Badge
                ml={8}
                tt="none"
                fw={500}
                variant="default"
                leftSection={<IconCrown size={12} aria-hidden />}
              >
                {t('bindings.owner')}
              </Badge>
            )}
          </>
        ),
      },
      {
        id: 'uid',
        header: t('bindings.uid'),
        cell: ({ uid }) => (
          <Text size="xs" ff="monospace">
            {uid}
          </Text>
        ),
      },
      { id: 'phone', header: t('bindings.phone'), cell: ({ phone }) => phone ?? '–' },
      { id: 'email', header: t('bindings.email'), cell: ({ email }) => email ?? '–' },
      {
        id: 'remark',
        header: t('bindings.remark'),
        isHiddenAtFirst: true,
        cell: ({ remark }) => remark ?? '–',
      },
      { id: 'created', header: t('bindings.since'), cell: ({ created_at }) => format.time(created_at) },
    ];
    if (!mayChange) return columns;
    const actions: Column<BoundUser> = {
      id: 'actions',
      header: t('actions'),
      cell: (user) => (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconUnlink size={14} />}
          onClick={() => onUnbind(user)}
          aria-label={`${t('bindings.unbind')}: ${nameOf(user)}`}
        >
          {t('bindings.unbind')}
        </Button>
      ),
    };
    return [...columns, actions];
  }, [t, format, mayChange, onUnbind]);
}

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import { type DeviceGroup, useDeleteGroup } from './group-queries.ts';
import { nameOf } from './group-tree-rows.ts';

interface DeleteGroupProps {
  readonly productKey: string;
  readonly groups: readonly DeviceGroup[];
  readonly group: DeviceGroup;
  readonly isOpen: boolean;
  onClose(): void;
  onDone(): void;
}

/** Deletes a group that nothing is in; of another one it says what has to leave it first. */
export function DeleteGroup(props: DeleteGroupProps) {
  const { productKey, groups, group, isOpen, onClose, onDone } = props;
  const { t } = useTranslation('groups');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const erase = useDeleteGroup(productKey, onDone);
  const hasGroups = groups.some(({ parent_gid }) => parent_gid === group.gid);
  if (hasGroups || group.devices > 0)
    return (
      <Dialog isOpen={isOpen} onClose={onClose} title={t('deleteGroup')}>
        <Stack>
          <Text size="sm">{t(hasGroups ? 'hasGroups' : 'hasDevices', { name: nameOf(group) })}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {shell('close')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    );
  return (
    <ConfirmModal
      isOpen={isOpen}
      title={t('deleteGroup')}
      text={t('deleteQuestion', { name: nameOf(group) })}
      confirmLabel={t('deleteGroup')}
      isPending={erase.isPending}
      onClose={onClose}
      onConfirm={() =>
        erase.mutate(group.gid, {
          onSuccess: () => notify.done(t('deleted')),
          onError: notify.failed,
          onSettled: onClose,
        })
      }
    />
  );
}

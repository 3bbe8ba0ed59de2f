import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import type { Enterprise } from '../../scope/scope.ts';
import { useDeleteEnterprise } from './access-queries.ts';

interface DeleteEnterpriseProps {
  readonly enterprise: Enterprise;
  onClose(): void;
}

/** Erases an enterprise with everything in it: so much that its name has to be typed. */
export function DeleteEnterprise({ enterprise, onClose }: DeleteEnterpriseProps) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const remove = useDeleteEnterprise();
  const [typed, setTyped] = useState('');
  const confirm = () =>
    remove.mutate(enterprise.enterprise_id, { onSuccess: onClose, onError: notify.failed });
  return (
    <Dialog onClose={onClose} title={t('enterprises.deleteTitle', { name: enterprise.name })}>
      <Stack>
        <Text size="sm">{t('enterprises.deleteText')}</Text>
        <TextInput
          label={t('enterprises.typeName', { name: enterprise.name })}
          autoComplete="off"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {shell('cancel')}
          </Button>
          <Button
            color="red.8"
            disabled={typed.trim() !== enterprise.name}
            loading={remove.isPending}
            onClick={confirm}
          >
            {t('enterprises.delete')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

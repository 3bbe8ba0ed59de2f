import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { useRebuildReports } from './installation-queries.ts';

/** Counts anew what the reports say. */
export function RebuildReports() {
  const { t } = useTranslation('installation');
  const [isAsking, asking] = useDisclosure(false);
  const notify = useNotify();
  const rebuild = useRebuildReports();
  const confirm = () =>
    rebuild.mutate(undefined, {
      onSuccess: () => {
        asking.close();
        notify.done(t('rebuild.done'));
      },
      onError: notify.failed,
    });
  return (
    <Panel title={t('rebuild.title')}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" maw={640}>
          {t('rebuild.hint')}
        </Text>
        <Button variant="default" onClick={asking.open} loading={rebuild.isPending}>
          {t('rebuild.now')}
        </Button>
      </Group>
      <ConfirmModal
        isOpen={isAsking}
        title={t('rebuild.ask')}
        text={t('rebuild.askText')}
        confirmLabel={t('rebuild.now')}
        isPending={rebuild.isPending}
        onConfirm={confirm}
        onClose={asking.close}
      />
    </Panel>
  );
}

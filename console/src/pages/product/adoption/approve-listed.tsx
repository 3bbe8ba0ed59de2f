import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { ConfirmModal } from '../../../page/confirm-modal.tsx';
import { useNotify } from '../../../page/notify.ts';
import { useApproveListed } from './adoption-queries.ts';

interface ApproveListedProps {
  readonly productKey: string;
  onDecided(): void;
}

/** Approves whoever waits and is on the list that somebody imported, after a question. */
export function ApproveListed({ productKey, onDecided }: ApproveListedProps) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const notify = useNotify();
  const [isAsking, asking] = useDisclosure(false);
  const approve = useApproveListed(productKey);
  const confirm = () =>
    approve.mutate(undefined, {
      onSuccess: (count) => {
        notify.done(t('adoption.approvedDone', { count, number: format.number(count) }));
        onDecided();
      },
      onError: notify.failed,
      onSettled: asking.close,
    });
  return (
    <>
      <Button variant="default" onClick={asking.open}>
        {t('adoption.approveListed')}
      </Button>
      <ConfirmModal
        isOpen={isAsking}
        title={t('adoption.approveListed')}
        text={t('adoption.approveListedQuestion')}
        confirmLabel={t('adoption.approve')}
        isPending={approve.isPending}
        onConfirm={confirm}
        onClose={asking.close}
      />
    </>
  );
}

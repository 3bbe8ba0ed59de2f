import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { ConfirmModal } from '../../../page/confirm-modal.tsx';
import { useNotify } from '../../../page/notify.ts';
import { type DecisionProps, useRefuseDevices } from './adoption-queries.ts';

/** Refuses devices that wait, after a question. */
export function RefuseDevices({ productKey, devices, onDecided, onClose }: DecisionProps) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const notify = useNotify();
  const refuse = useRefuseDevices(productKey);
  const countOf = (some: number) => ({ count: some, number: format.number(some) });
  const confirm = () =>
    refuse.mutate(
      devices.map(({ did }) => did),
      {
        onSuccess: ({ refused }) => {
          notify.done(t('adoption.refusedDone', countOf(refused.length)));
          onDecided();
        },
        onError: notify.failed,
        onSettled: onClose,
      },
    );
  return (
    <ConfirmModal
      isOpen
      title={t('adoption.refuseTitle', countOf(devices.length))}
      text={t('adoption.refuseQuestion')}
      confirmLabel={t('adoption.refuse')}
      isPending={refuse.isPending}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}

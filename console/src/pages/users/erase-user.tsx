import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { useNotify } from '../../page/notify.ts';
import { useUserName } from './user-name.ts';
import { type UserDetail, useEraseUser } from './user-queries.ts';

/** Erases a person, after a question. */
export function EraseUser({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const [isAsking, asking] = useDisclosure(false);
  const notify = useNotify();
  const navigate = useNavigate();
  const { search } = useLocation();
  const nameOf = useUserName();
  const erase = useEraseUser(user.uid);
  const confirm = () =>
    erase.mutate(undefined, {
      onSuccess: () => {
        notify.done(t('erased'));
        void navigate({ pathname: '/users', search });
      },
      onError: notify.failed,
    });
  return (
    <>
      <Button variant="outline" color="red" leftSection={<IconTrash size={16} />} onClick={asking.open}>
        {t('erase')}
      </Button>
      <ConfirmModal
        isOpen={isAsking}
        title={t('eraseTitle')}
        text={t('eraseText', { user: nameOf(user) })}
        confirmLabel={t('eraseConfirm')}
        isPending={erase.isPending}
        onConfirm={confirm}
        onClose={asking.close}
      />
    </>
  );
}

import { Modal, type ModalProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type DialogProps = Omit<ModalProps, 'opened' | 'closeButtonProps'> & { readonly isOpen?: boolean };

/** A question over the page, with a cross that says in words what it does. */
export function Dialog({ isOpen = true, ...props }: DialogProps) {
  const { t } = useTranslation('shell');
  return <Modal {...props} opened={isOpen} closeButtonProps={{ 'aria-label': t('close') }} />;
}

import { Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';

interface ConfirmModalProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What will be gone. */
  readonly text: ReactNode;
  readonly confirmLabel: string;
  readonly isPending?: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something is done that cannot be taken back; Enter and Esc both leave everything as it is. */
export function ConfirmModal(props: ConfirmModalProps) {
  const { isOpen, title, text, confirmLabel, isPending = false, onConfirm, onClose } = props;
  const { t } = useTranslation('shell');
  const textId = useId();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title} aria-describedby={textId}>
      <Stack>
        <Text id={textId} size="sm" component="div">
          {text}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red.8" onClick={onConfirm} loading={isPending}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';

interface NameModalProps {
  readonly title: string;
  readonly label: string;
  readonly error: Error | null;
  readonly isPending: boolean;
  onSave(name: string): void;
  onClose(): void;
}

/** Asks for the name of something new. */
export function NameModal({ title, label, error, isPending, onSave, onClose }: NameModalProps) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(name.trim());
  };
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={label}
            required
            data-autofocus
            maxLength={128}
            autoComplete="off"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={error?.message}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={isPending}>
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

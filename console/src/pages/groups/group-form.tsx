import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';
import { Failure } from '../../page/failure.tsx';

interface GroupFormProps {
  readonly title: string;
  readonly saveLabel: string;
  readonly canSave: boolean;
  readonly mutation: { readonly isPending: boolean; readonly error: unknown };
  readonly size?: string;
  onSave(): void;
  onClose(): void;
  readonly children: ReactNode;
}

/** A question about a group, over the page; a refusal is shown below the fields. */
export function GroupForm(props: GroupFormProps) {
  const { title, saveLabel, canSave, mutation, size = 'md', onSave, onClose, children } = props;
  const { t } = useTranslation('shell');
  return (
    <Dialog onClose={onClose} title={title} size={size}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (canSave) onSave();
        }}
      >
        <Stack>
          {children}
          {mutation.error != null && <Failure error={mutation.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" disabled={!canSave} loading={mutation.isPending}>
              {saveLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

const nameCharacters = 64;

export function NameField({ value, onChange }: { readonly value: string; onChange(value: string): void }) {
  const { t } = useTranslation('groups');
  return (
    <TextInput
      label={t('name')}
      data-autofocus
      maxLength={nameCharacters}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, managementApi } from '../api/api-client.ts';
import { Dialog } from '../page/dialog.tsx';
import { useNotify } from '../page/notify.ts';
import { Refusal } from '../page/refusal.tsx';

const newPasswordMin = 8;

/** Gives oneself another password. */
export function ChangePassword({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('session');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const [isDifferent, setDifferent] = useState(false);
  const change = useMutation({
    mutationFn: (body: { old_password: string; new_password: string }) =>
      answerOf(managementApi.PATCH('/console/v1/session/password', { body })),
    onSuccess: () => {
      notify.done(t('passwordChanged'));
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '');
    const new_password = field('new_password');
    const isRepeated = new_password === field('repeated');
    setDifferent(!isRepeated);
    if (isRepeated) change.mutate({ old_password: field('old_password'), new_password });
  };
  const refusal = change.error?.message;
  const isOfOld = refusal?.includes('old_password') ?? false;
  return (
    <Dialog onClose={onClose} title={t('changePassword')}>
      <form onSubmit={submit}>
        <Stack>
          <PasswordInput
            name="old_password"
            label={t('oldPassword')}
            autoComplete="current-password"
            required
            data-autofocus
            error={isOfOld && t('wrongPassword')}
          />
          <PasswordInput
            name="new_password"
            label={t('newPassword')}
            description={t('newPasswordHint')}
            autoComplete="new-password"
            required
            minLength={newPasswordMin}
            maxLength={128}
          />
          <PasswordInput
            name="repeated"
            label={t('repeatedPassword')}
            autoComplete="new-password"
            required
            error={isDifferent && t('differentPasswords')}
          />
          {refusal && !isOfOld && <Refusal>{refusal}</Refusal>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

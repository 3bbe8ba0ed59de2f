import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import type { Enterprise } from '../../scope/scope.ts';
import { useUpdateEnterprise } from './access-queries.ts';

interface EnterpriseFormProps {
  readonly enterprise: Enterprise;
  onClose(): void;
}

const quotaMax = 1_000_000_000;

/** Name and quota of an enterprise. */
export function EnterpriseForm({ enterprise, onClose }: EnterpriseFormProps) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const update = useUpdateEnterprise(enterprise.enterprise_id);
  const [name, setName] = useState(enterprise.name);
  const [quota, setQuota] = useState<number | string>(enterprise.hourly_quota);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { name: name.trim(), hourly_quota: Number(quota) };
    const done = () => {
      notify.done(t('saved'));
      onClose();
    };
    update.mutate(body, { onSuccess: done });
  };
  const isOfQuota = update.error?.message.includes('hourly_quota') ?? false;
  return (
    <Dialog onClose={onClose} title={t('enterprises.edit')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('enterprises.name')}
            required
            data-autofocus
            maxLength={128}
            autoComplete="off"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={isOfQuota ? undefined : update.error?.message}
          />
          <NumberInput
            label={t('enterprises.quota')}
            description={t('enterprises.quotaHint')}
            required
            min={1}
            max={quotaMax}
            allowDecimal={false}
            thousandSeparator
            value={quota}
            onChange={setQuota}
            error={isOfQuota ? update.error?.message : undefined}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button type="submit" disabled={name.trim() === '' || quota === ''} loading={update.isPending}>
              {shell('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

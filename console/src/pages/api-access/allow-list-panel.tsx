import { Button, Group, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import type { Enterprise } from '../../scope/scope.ts';
import { useMayChange } from '../../session/session.ts';
import { useUpdateEnterprise } from './access-queries.ts';

/** From where the programs of an enterprise may call, and how much they must show. */
export function AllowListPanel({ enterprise }: { readonly enterprise: Enterprise }) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const mayChange = useMayChange();
  const notify = useNotify();
  const update = useUpdateEnterprise(enterprise.enterprise_id);
  const [changed, setChanged] = useState<string[]>();
  const ranges = changed ?? enterprise.ip_allow_list;
  const bad = /ip_allow_list\[(\d+)\]/.exec(update.error?.message ?? '');
  const error = bad ? t('allowList.bad', { range: ranges[Number(bad[1])] }) : update.error?.message;
  const save = () =>
    update.mutate(
      { ip_allow_list: ranges },
      {
        onSuccess: () => {
          setChanged(undefined);
          notify.done(t('saved'));
        },
      },
    );
  return (
    <Panel title={t('allowList.title')}>
      <Stack gap="sm">
        <TagsInput
          label={t('allowList.ranges')}
          description={t('allowList.hint')}
          placeholder={mayChange && ranges.length === 0 ? t('allowList.placeholder') : ''}
          readOnly={!mayChange}
          value={ranges}
          onChange={(next) => {
            update.reset();
            setChanged(next);
          }}
          splitChars={[',', ' ', ';']}
          acceptValueOnBlur
          maxTags={1000}
          error={error}
        />
        {ranges.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('allowList.everywhere')}
          </Text>
        )}
        {changed && (
          <Group gap="xs">
            <Button size="xs" onClick={save} loading={update.isPending}>
              {shell('save')}
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                update.reset();
                setChanged(undefined);
              }}
            >
              {shell('cancel')}
            </Button>
          </Group>
        )}
        <SecretlessSwitch enterprise={enterprise} />
      </Stack>
    </Panel>
  );
}

function SecretlessSwitch({ enterprise }: { readonly enterprise: Enterprise }) {
  const { t } = useTranslation('api-access');
  const mayChange = useMayChange();
  const notify = useNotify();
  const update = useUpdateEnterprise(enterprise.enterprise_id);
  const change = (isOn: boolean) =>
    update.mutate(
      { users_search_without_secret: isOn },
      { onSuccess: () => notify.done(t('saved')), onError: notify.failed },
    );
  return (
    <Switch
      label={t('allowList.secretless')}
      description={t('allowList.secretlessHint')}
      checked={enterprise.users_search_without_secret}
      disabled={!mayChange || update.isPending}
      onChange={({ currentTarget }) => change(currentTarget.checked)}
    />
  );
}

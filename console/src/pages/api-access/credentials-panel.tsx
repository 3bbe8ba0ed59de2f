import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { DetailList } from '../../page/detail-list.tsx';
import { MonoValue } from '../../page/mono-value.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import type { Enterprise } from '../../scope/scope.ts';
import { useMayChange } from '../../session/session.ts';
import { useRotateEnterpriseSecret } from './access-queries.ts';
import { SecretModal } from './secret-modal.tsx';

/** By what the programs of an enterprise are known. */
export function CredentialsPanel({ enterprise }: { readonly enterprise: Enterprise }) {
  const { t } = useTranslation('api-access');
  const mayChange = useMayChange();
  const notify = useNotify();
  const [isAsking, asking] = useDisclosure(false);
  const rotate = useRotateEnterpriseSecret(enterprise.enterprise_id);
  const confirm = () => rotate.mutate(undefined, { onSuccess: asking.close, onError: notify.failed });
  return (
    <Panel
      title={t('credentials.title')}
      actions={
        mayChange && (
          <Button variant="default" size="xs" leftSection={<IconRefresh size={16} />} onClick={asking.open}>
            {t('credentials.rotate')}
          </Button>
        )
      }
    >
      <DetailList
        details={[
          {
            label: 'enterprise_id',
            value: <MonoValue text={enterprise.enterprise_id} label="enterprise_id" />,
          },
          {
            label: 'enterprise_secret',
            value: (
              <>
                <span aria-hidden>••••••••••••</span>{' '}
                <Text span size="sm" c="dimmed">
                  {t('credentials.hidden')}
                </Text>
              </>
            ),
          },
          {
            label: t('credentials.address'),
            value: <MonoValue text={`${location.origin}/v1`} label={t('credentials.address')} />,
          },
        ]}
      />
      <ConfirmModal
        isOpen={isAsking}
        title={t('credentials.rotateTitle')}
        text={t('credentials.rotateText', { enterprise: enterprise.name })}
        confirmLabel={t('credentials.rotate')}
        isPending={rotate.isPending}
        onConfirm={confirm}
        onClose={asking.close}
      />
      {rotate.data && (
        <SecretModal
          title={t('credentials.rotated')}
          values={[
            ['enterprise_id', rotate.data.enterprise_id],
            ['enterprise_secret', rotate.data.enterprise_secret],
          ]}
          onClose={rotate.reset}
        />
      )}
    </Panel>
  );
}

import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../page/copy-button.tsx';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { useMayChange } from '../../session/session.ts';
import { type ProductDetail, useRotateSecret } from './product-queries.ts';
import { SecretShownOnce } from './secret-shown-once.tsx';

/** What devices and programs call the product by, and what proves that they may. */
export function KeysPanel({ product: { product_key, name } }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const mayChange = useMayChange();
  const rotate = useRotateSecret(product_key);
  const [isOpen, setIsOpen] = useState(false);
  const close = () => {
    setIsOpen(false);
    rotate.reset();
  };
  return (
    <Stack maw={760}>
      <Panel title={t('keys.title')}>
        <div>
          <Text size="sm" fw={500}>
            product_key
          </Text>
          <Text size="xs" c="dimmed" mb={4}>
            {t('keys.productKeyHint')}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Code style={{ overflowWrap: 'anywhere' }}>{product_key}</Code>
            <CopyButton text={product_key} label={t('keys.productKey')} />
          </Group>
        </div>
        <div>
          <Text size="sm" fw={500}>
            product_secret
          </Text>
          <Text size="xs" c="dimmed" mb={4}>
            {t('keys.secretHint')}
          </Text>
          <Group gap="xs">
            <Code aria-label={t('keys.hidden')} role="img">
              {'•'.repeat(24)}
            </Code>
            {mayChange && (
              <Button variant="default" size="xs" onClick={() => setIsOpen(true)}>
                {t('keys.rotate')}
              </Button>
            )}
          </Group>
        </div>
      </Panel>
      <Dialog isOpen={isOpen} onClose={close} title={t('keys.rotate')} closeOnClickOutside={!rotate.data}>
        {rotate.data ? (
          <Stack>
            <SecretShownOnce
              productName={name}
              productKey={product_key}
              secret={rotate.data.product_secret}
            />
            <Group justify="flex-end">
              <Button onClick={close}>{shell('close')}</Button>
            </Group>
          </Stack>
        ) : (
          <Stack>
            <Text size="sm">{t('keys.rotateWarning')}</Text>
            <Group justify="flex-end">
              <Button variant="default" data-autofocus onClick={close}>
                {shell('cancel')}
              </Button>
              <Button
                color="red"
                loading={rotate.isPending}
                onClick={() => rotate.mutate(undefined, { onError: notify.failed })}
              >
                {t('keys.rotateConfirm')}
              </Button>
            </Group>
          </Stack>
        )}
      </Dialog>
    </Stack>
  );
}

import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { download } from '../../format/download.ts';

interface SecretShownOnceProps {
  readonly productName: string;
  readonly productKey: string;
  readonly secret: string;
}

/** A product's new secret, which nobody will ever be shown again. */
export function SecretShownOnce({ productName, productKey, secret }: SecretShownOnceProps) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const save = () => {
    const lines = [`product: ${productName}`, `product_key: ${productKey}`, `product_secret: ${secret}`, ''];
    download(`${productName}-secret.txt`, new Blob([lines.join('\n')], { type: 'text/plain' }));
  };
  return (
    <Stack gap="sm">
      <Alert color="orange" icon={<IconKey />} title={t('keys.onceTitle')}>
        {t('keys.onceHint')}
      </Alert>
      {[
        ['product_key', productKey],
        ['product_secret', secret],
      ].map(([label, value]) => (
        <div key={label}>
          <Text size="xs" c="dimmed">
            {label}
          </Text>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {value}
          </Code>
        </div>
      ))}
      <Group gap="xs">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              onClick={copy}
            >
              {copied ? shell('copied') : t('keys.copySecret')}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={save}>
          {t('keys.download')}
        </Button>
      </Group>
    </Stack>
  );
}

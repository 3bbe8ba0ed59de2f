import { Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../page/copy-button.tsx';
import { Panel } from '../../page/panel.tsx';

interface CodeSamplesProps {
  readonly enterpriseId: string;
  readonly productKey: string | undefined;
}

type Sample = 'token' | 'search' | 'control';

/** Calls to begin with, ready for a shell: with the real ids, and the secrets where they are put in. */
export function CodeSamples({ enterpriseId, productKey = 'PRODUCT_KEY' }: CodeSamplesProps) {
  const { t } = useTranslation('api-access');
  const product = `${location.origin}/v1/products/${productKey}`;
  const samples: Record<Sample, string> = {
    token: `curl ${product}/access_token \\
  -H 'Content-Type: application/json' \\
  -d '{"enterprise_id": "${enterpriseId}",
       "enterprise_secret": "'$ENTERPRISE_SECRET'",
       "product_secret": "'$PRODUCT_SECRET'"}'`,
    search: `curl '${product}/devices/search?is_online=1&limit=20' \\
  -H "Authorization: token $TOKEN"`,
    control: `curl ${product}/devices/$DID/control \\
  -H "Authorization: token $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"attrs": {"power": true}}'`,
  };
  return (
    <Panel title={t('samples.title')}>
      {Object.entries(samples).map(([name, text]) => (
        <Stack key={name} gap={4}>
          <Group justify="space-between">
            <Text size="sm">{t(`samples.${name as Sample}`)}</Text>
            <CopyButton text={text} label={t(`samples.${name as Sample}`)} />
          </Group>
          <Code block style={{ overflowX: 'auto' }} tabIndex={0}>
            {text}
          </Code>
        </Stack>
      ))}
    </Panel>
  );
}

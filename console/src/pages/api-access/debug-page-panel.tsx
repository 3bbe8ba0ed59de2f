import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import type { Product } from '../../scope/scope.ts';
import { useMayChange } from '../../session/session.ts';
import { useIssueToken } from './access-queries.ts';
import { openDebugPage } from './open-debug-page.ts';

interface DebugPagePanelProps {
  readonly products: readonly Product[];
  readonly product: Product | undefined;
}

/** To the debug page, with a token of a product filled in. */
export function DebugPagePanel({ products, product }: DebugPagePanelProps) {
  const { t } = useTranslation('api-access');
  const mayChange = useMayChange();
  const notify = useNotify();
  const issue = useIssueToken();
  const [chosenKey, setChosenKey] = useState<string | null>(product?.product_key ?? null);
  const productKey =
    products.find(({ product_key }) => product_key === chosenKey)?.product_key ?? products[0]?.product_key;
  const open = () =>
    issue.mutate(productKey!, {
      onSuccess: ({ token }) => openDebugPage({ productKey: productKey!, token }),
      onError: notify.failed,
    });
  return (
    <Panel title={t('debug.title')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('debug.hint')}
        </Text>
        {mayChange && productKey && (
          <Group gap="xs" align="flex-end">
            <Select
              label={t('debug.product')}
              searchable
              allowDeselect={false}
              style={{ flex: '1 1 200px', maxWidth: 320 }}
              value={productKey}
              onChange={setChosenKey}
              data={products.map(({ product_key, name }) => ({ value: product_key, label: name }))}
            />
            <Button leftSection={<IconExternalLink size={16} />} loading={issue.isPending} onClick={open}>
              {t('debug.open')}
            </Button>
          </Group>
        )}
        <Text size="sm">
          <Anchor href="/docs" target="_blank" underline="always" inherit>
            {t('debug.without')}
          </Anchor>
          {' · '}
          <Anchor href="/openapi.json" target="_blank" underline="always" inherit>
            OpenAPI
          </Anchor>
        </Text>
      </Stack>
    </Panel>
  );
}

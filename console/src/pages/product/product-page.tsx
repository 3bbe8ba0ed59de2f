import { Badge, Button, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { CopyButton } from '../../page/copy-button.tsx';
import { Failure } from '../../page/failure.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { enterprisesQuery } from '../../scope/scope.ts';
import { useMayChange } from '../../session/session.ts';
import { useSearchState } from '../../table/search-state.ts';
import { AdoptionTab } from './adoption/adoption-tab.tsx';
import { DefinitionEditor } from './definition-editor.tsx';
import { DeviceImport } from './device-import.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { type ProductDetail, productQuery } from './product-queries.ts';
import { ProductSettings } from './product-settings.tsx';
import { VirtualDevicePanel } from './virtual-device-panel.tsx';

const tabs = ['points', 'virtual', 'settings', 'devices', 'adoption', 'keys'] as const;
type Tab = (typeof tabs)[number];

/** A product: what its devices say, how they may behave, its keys, and a device to try it with. */
export function ProductPage() {
  const { t } = useTranslation('product');
  const { product_key: productKey = '' } = useParams();
  const { data: product, error, refetch } = useQuery(productQuery(productKey));
  const failure = error && <Failure error={error} onRetry={() => void refetch()} />;
  if (!product) {
    return (
      <PageFrame title={t('title')}>
        {failure ?? (
          <Stack>
            <Skeleton h={36} />
            <Skeleton h={480} />
          </Stack>
        )}
      </PageFrame>
    );
  }
  return <ProductTabs key={productKey} product={product} />;
}

function ProductTabs({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const mayChange = useMayChange();
  const [{ tab }, change] = useSearchState(['tab', 'state']);
  const shown: readonly Tab[] = tabs.filter((name) => mayChange || name !== 'devices');
  const chosen = shown.find((name) => name === tab) ?? 'points';
  const { product_key, name, definition_version } = product;
  return (
    <PageFrame
      title={name}
      description={<ProductFacts product={product} />}
      actions={
        <Button component={Link} variant="default" to={`/devices?product_key=${product_key}`}>
          {t('toDevices')}
        </Button>
      }
    >
      <Tabs
        value={chosen}
        keepMounted={false}
        onChange={(value) => change({ tab: value === 'points' ? '' : value!, state: '' })}
      >
        <Tabs.List mb="md" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {shown.map((value) => (
            <Tabs.Tab key={value} value={value} style={{ flexShrink: 0 }}>
              {t(`tab.${value}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="points" keepMounted>
          <DefinitionEditor key={definition_version} product={product} />
        </Tabs.Panel>
        <Tabs.Panel value="virtual">
          <VirtualDevicePanel product={product} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <ProductSettings product={product} />
        </Tabs.Panel>
        <Tabs.Panel value="devices">
          <DeviceImport product={product} />
        </Tabs.Panel>
        <Tabs.Panel value="adoption">
          <AdoptionTab product={product} />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <KeysPanel product={product} />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}

function ProductFacts({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const { data: enterprises = [] } = useQuery(enterprisesQuery);
  const { product_key, enterprise_id, protocol_type, definition_version, created_at } = product;
  const enterprise = enterprises.find((candidate) => candidate.enterprise_id === enterprise_id);
  return (
    <Group gap="sm" style={{ rowGap: 4 }}>
      <Group gap={2} wrap="nowrap">
        <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {product_key}
        </Text>
        <CopyButton text={product_key} label={t('keys.productKey')} />
      </Group>
      {enterprise && <Text size="sm">{enterprise.name}</Text>}
      {protocol_type && (
        <Badge variant="default" tt="none" fw={500}>
          {protocol_type} · {t('version', { version: definition_version })}
        </Badge>
      )}
      <Text size="sm">{t('created', { date: format.date(created_at) })}</Text>
    </Group>
  );
}

import { Anchor, Button, Card, Group, Progress, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { CopyButton } from '../../page/copy-button.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { type Enterprise, type Product, useScope } from '../../scope/scope.ts';
import { useMayChange } from '../../session/session.ts';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { CreateProduct } from './create-product.tsx';
import { useDeviceCounts } from './product-list-queries.ts';

/** The products of the chosen enterprise, or all. */
export function ProductsPage() {
  const { t } = useTranslation('products');
  const { products, enterprises } = useScope();
  const mayChange = useMayChange();
  const [isCreating, creating] = useDisclosure(false);
  const columns = useColumns(enterprises);
  return (
    <PageFrame
      title={t('title')}
      description={t('description')}
      actions={
        mayChange && (
          <Button leftSection={<IconPlus size={16} />} onClick={creating.open}>
            {t('create')}
          </Button>
        )
      }
    >
      <Card withBorder>
        <DataTable
          label={t('title')}
          columns={columns}
          rows={products}
          idOf={({ product_key }) => product_key}
          tools={
            <Text size="sm" c="dimmed">
              {t('count', { count: products.length })}
            </Text>
          }
          emptyText={t(mayChange ? 'empty' : 'emptyForViewer')}
        />
      </Card>
      {isCreating && <CreateProduct onClose={creating.close} />}
    </PageFrame>
  );
}

function useColumns(enterprises: readonly Enterprise[]): Column<Product>[] {
  const { t } = useTranslation('products');
  const format = useFormat();
  const enterpriseNames = new Map(enterprises.map(({ enterprise_id, name }) => [enterprise_id, name]));
  return [
    {
      id: 'name',
      header: t('name'),
      cell: ({ product_key, name }) => (
        <Anchor
          component={Link}
          fw={500}
          size="sm"
          to={`/products/${product_key}?product_key=${product_key}`}
        >
          {name}
        </Anchor>
      ),
    },
    { id: 'devices', header: t('devices'), cell: (product) => <DeviceCount product={product} /> },
    {
      id: 'protocol',
      header: t('protocol'),
      cell: ({ protocol_type }) =>
        protocol_type ?? (
          <Text size="sm" c="dimmed">
            {t('noPoints')}
          </Text>
        ),
    },
    {
      id: 'version',
      header: t('version'),
      isNumber: true,
      cell: ({ definition_version }) => definition_version || '–',
    },
    {
      id: 'enterprise',
      header: t('enterprise'),
      cell: ({ enterprise_id }) => enterpriseNames.get(enterprise_id) ?? '–',
    },
    {
      id: 'key',
      header: 'product_key',
      cell: ({ product_key, name }) => (
        <Group gap={2} wrap="nowrap">
          <Text size="xs" ff="monospace">
            {product_key}
          </Text>
          <CopyButton text={product_key} label={name} />
        </Group>
      ),
    },
    { id: 'created', header: t('created'), cell: ({ created_at }) => format.date(created_at) },
  ];
}

function DeviceCount({ product: { product_key, name } }: { readonly product: Product }) {
  const { t } = useTranslation('products');
  const format = useFormat();
  const { data } = useDeviceCounts();
  const { online = 0, total = 0 } = data?.get(product_key) ?? {};
  if (!data) return <Text size="sm">…</Text>;
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {t('onlineOf', { online: format.number(online), total: format.number(total) })}
      </Text>
      <Progress
        w={64}
        size="sm"
        color="green"
        value={total === 0 ? 0 : (100 * online) / total}
        aria-label={t('onlineShare', { name })}
      />
    </Group>
  );
}

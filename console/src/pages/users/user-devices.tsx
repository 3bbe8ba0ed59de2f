import { Anchor, Badge, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { Panel } from '../../page/panel.tsx';
import { useScope } from '../../scope/scope.ts';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import type { UserDetail } from './user-queries.ts';

type BoundDevice = UserDetail['devices'][number];

/** The devices bound to a user. */
export function UserDevices({ devices }: { readonly devices: readonly BoundDevice[] }) {
  const { t } = useTranslation('users');
  const { t: shell } = useTranslation('shell');
  const columns = useColumns();
  return (
    <Panel title={t('devices')}>
      <DataTable
        label={shell('tableOf', { title: t('devices') })}
        columns={columns}
        rows={devices}
        idOf={({ did }) => did}
        emptyText={t('noDevices')}
        hasFixedColumns
      />
    </Panel>
  );
}

function useColumns(): Column<BoundDevice>[] {
  const { t } = useTranslation('users');
  const format = useFormat();
  const { products } = useScope();
  const productNames = new Map(products.map(({ product_key, name }) => [product_key, name]));
  return [
    {
      id: 'mac',
      header: t('device'),
      cell: ({ product_key, did, mac }) => (
        <Anchor
          component={Link}
          size="sm"
          ff="monospace"
          to={`/devices/${product_key}/${did}?product_key=${product_key}`}
        >
          {mac}
        </Anchor>
      ),
    },
    { id: 'state', header: t('state'), cell: (device) => <DeviceState device={device} /> },
    { id: 'alias', header: t('alias'), cell: ({ dev_alias }) => dev_alias || '–' },
    {
      id: 'product',
      header: t('product'),
      cell: ({ product_key }) => productNames.get(product_key) ?? product_key,
    },
    { id: 'role', header: t('role'), cell: ({ role }) => t(`roleOf.${role}`) },
    {
      id: 'reported',
      header: t('reported'),
      cell: ({ reported_at }) => (reported_at === null ? t('never') : format.time(reported_at)),
    },
  ];
}

function DeviceState({ device: { is_online, is_disabled } }: { readonly device: BoundDevice }) {
  const { t } = useTranslation('users');
  return (
    <Group gap={6} wrap="nowrap">
      <Badge
        miw="max-content"
        variant={is_online ? 'dot' : 'default'}
        color={is_online ? 'green' : 'gray'}
        tt="none"
        fw={500}
      >
        {t(is_online ? 'online' : 'offline')}
      </Badge>
      {is_disabled && (
        <Badge miw="max-content" variant="default" tt="none" fw={500}>
          {t('disabled')}
        </Badge>
      )}
    </Group>
  );
}

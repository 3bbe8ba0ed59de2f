import { Badge, Button, Group, Menu, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failure } from '../../page/failure.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { useMayChange } from '../../session/session.ts';
import { draftOf, kinds } from './definition-draft.ts';
import { PointValue } from './point-value.tsx';
import {
  type ProductDetail,
  useVirtualDevice,
  useVirtualDeviceChanges,
  type VirtualDevice,
} from './product-queries.ts';

/** A device that the server plays itself, and its buttons. */
export function VirtualDevicePanel({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const { data: device, error, refetch } = useVirtualDevice(product.product_key);
  const hasPoints = product.datapoints !== null;
  return (
    <Stack>
      <Panel
        title={t('virtual.title')}
        actions={device && hasPoints && <StartAndStop product={product} device={device} />}
      >
        <Text size="sm" maw={680}>
          {t('virtual.hint')}
        </Text>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {!device && !error && <Skeleton h={28} w={220} />}
        {!hasPoints && <Text size="sm">{t('virtual.noPoints')}</Text>}
        {device && <DeviceState device={device} productKey={product.product_key} />}
      </Panel>
      {device?.is_running && <Buttons product={product} device={device} />}
    </Stack>
  );
}

interface DeviceProps {
  readonly product: ProductDetail;
  readonly device: VirtualDevice;
}

function StartAndStop({ product: { product_key }, device }: DeviceProps) {
  const { t } = useTranslation('product');
  const notify = useNotify();
  const mayChange = useMayChange();
  const { start, stop } = useVirtualDeviceChanges(product_key);
  if (!mayChange) return null;
  if (!device.is_running) {
    return (
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        loading={start.isPending}
        onClick={() => start.mutate(undefined, { onError: notify.failed })}
      >
        {t('virtual.start')}
      </Button>
    );
  }
  const end = (isErased: boolean) => stop.mutate({ isErased }, { onError: notify.failed });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={stop.isPending}
          leftSection={<IconPlayerStop size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {t('virtual.stop')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => end(false)}>{t('virtual.stopKeep')}</Menu.Item>
        <Menu.Item color="red" onClick={() => end(true)}>
          {t('virtual.stopErase')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function DeviceState({
  device,
  productKey,
}: {
  readonly device: VirtualDevice;
  readonly productKey: string;
}) {
  const { t } = useTranslation('product');
  const { did, is_online, is_running } = device;
  if (!did) return null;
  const state = is_online ? 'online' : is_running ? 'connecting' : 'stopped';
  return (
    <Group gap="sm">
      <Badge variant="dot" color={is_online ? 'green' : 'gray'} tt="none" role="status">
        {t(`virtual.${state}`)}
      </Badge>
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {did}
      </Text>
      <Button
        component={Link}
        size="xs"
        variant="subtle"
        to={`/devices/${productKey}/${did}?product_key=${productKey}`}
      >
        {t('virtual.toDevice')}
      </Button>
    </Group>
  );
}

function Buttons({ product, device }: DeviceProps) {
  const { t } = useTranslation('product');
  const notify = useNotify();
  const mayChange = useMayChange();
  const { report } = useVirtualDeviceChanges(product.product_key);
  const { points } = draftOf(product.datapoints ?? undefined);
  const shown = kinds.filter((kind) => points.some((point) => point.kind === kind));
  return (
    <Panel title={t('virtual.buttons')}>
      <Text size="sm" c="dimmed">
        {t('virtual.buttonsHint')}
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="lg">
        {shown.map((kind) => (
          <Stack key={kind} gap={4} role="group" aria-label={t(`kind.${kind}`)}>
            <Text size="xs" fw={600} c="dimmed">
              {t(`kind.${kind}`)}
            </Text>
            {points
              .filter((point) => point.kind === kind)
              .map((point) => (
                <PointValue
                  key={point.key}
                  point={point}
                  value={device.attrs[point.name]}
                  isDisabled={!mayChange || !device.is_online}
                  onChange={(value) => report.mutate({ [point.name]: value }, { onError: notify.failed })}
                />
              ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Panel>
  );
}

import { Anchor, Group, Text } from '@mantine/core';
import { IconAntennaBarsOff, IconBan, IconBroadcast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format/format.ts';
import type { Product } from '../../scope/scope.ts';
import { type Device, presenceQuery } from './device-queries.ts';
import type { LiveDevice } from './live/live-device.ts';
import type { LiveConnection } from './live/use-live-device.ts';
import { spanOf } from './period.ts';
import { StatusBadge } from './status-badge.tsx';

interface DeviceTitleProps {
  readonly device: Device;
  readonly live: LiveDevice & { readonly connection: LiveConnection };
}

/** Whether the device is there, since when, and whether we would hear of it. */
export function DeviceTitle({ product, device, live }: DeviceTitleProps & { readonly product: Product }) {
  const { t } = useTranslation('device');
  const isOnline = live.isOnline ?? device.is_online;
  return (
    <Group gap="2px 14px" mt={4}>
      <OnlineBadge isOnline={isOnline} />
      {device.is_disabled && (
        <StatusBadge tone="warning" Icon={IconBan}>
          {t('disabled')}
        </StatusBadge>
      )}
      <Since device={device} live={live} isOnline={isOnline} />
      <Text span inherit role="status">
        {t(`connection.${live.connection}`)}
      </Text>
      <Anchor
        component={Link}
        to={{ pathname: '/devices', search: `product_key=${device.product_key}` }}
        inherit
      >
        {product.name}
      </Anchor>
    </Group>
  );
}

function OnlineBadge({ isOnline }: { readonly isOnline: boolean }) {
  const { t } = useTranslation('device');
  return isOnline ? (
    <StatusBadge tone="good" Icon={IconBroadcast}>
      {t('online')}
    </StatusBadge>
  ) : (
    <StatusBadge tone="neutral" Icon={IconAntennaBarsOff}>
      {t('offline')}
    </StatusBadge>
  );
}

function Since({ device, live, isOnline }: DeviceTitleProps & { readonly isOnline: boolean }) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const { data: presence } = useQuery({
    ...presenceQuery(device, spanOf({ period: '30d', from: '', to: '' })),
    enabled: !isOnline && device.first_online_at !== null,
  });
  if (device.first_online_at === null && !isOnline) return t('neverOnline');
  const went = live.presenceAt ?? presence?.events.at(-1)?.timestamp;
  const since = isOnline ? (live.presenceAt ?? device.online_at) : went;
  if (!since) return null;
  return (
    <Text span inherit title={format.time(since)}>
      {t('since', { time: format.time(since) })}
    </Text>
  );
}

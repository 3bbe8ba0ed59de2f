import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconAntennaBarsOff,
  IconBan,
  IconBroadcast,
  IconUrgent,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Format, useFormat } from '../../format/format.ts';
import type { Column } from '../../table/column.ts';
import classes from './device-columns.module.css';
import type { ListedDevice } from './device-list-queries.ts';

/** What the table shows of a device. */
export function useDeviceColumns(productKey: string): Column<ListedDevice>[] {
  const { t } = useTranslation('devices');
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'mac',
        header: t('mac'),
        cell: ({ did, mac }) => (
          <Link className={classes.mac} to={`/devices/${productKey}/${did}?product_key=${productKey}`}>
            {mac}
          </Link>
        ),
      },
      { id: 'state', header: t('state'), cell: (device) => <DeviceState device={device} /> },
      { id: 'alarms', header: t('alarms'), cell: (device) => <DeviceAlarms device={device} /> },
      { id: 'place', header: t('place'), cell: placeText },
      { id: 'group', header: t('group'), cell: groupText },
      { id: 'reported', header: t('reported'), cell: ({ reported_at }) => timeCell(format, reported_at) },
      {
        id: 'online',
        header: t('cameOnline'),
        isHiddenAtFirst: true,
        cell: ({ online_at }) => timeCell(format, online_at),
      },
      {
        id: 'created',
        header: t('created'),
        isHiddenAtFirst: true,
        cell: ({ created_at }) => format.date(created_at),
      },
      {
        id: 'did',
        header: t('did'),
        cell: ({ did }) => <span className={classes.did}>{did}</span>,
      },
      {
        id: 'wifi',
        header: t('wifiFirmware'),
        isHiddenAtFirst: true,
        cell: ({ wifi_hard_version, wifi_soft_version }) => versions(wifi_hard_version, wifi_soft_version),
      },
      {
        id: 'mcu',
        header: t('mcuFirmware'),
        isHiddenAtFirst: true,
        cell: ({ mcu_hard_version, mcu_soft_version }) => versions(mcu_hard_version, mcu_soft_version),
      },
    ],
    [productKey, t, format],
  );
}

const nothing = '–';

function placeText({ country, region, city }: ListedDevice): string {
  // A city often has the name of its region.
  return [...new Set([city, region, country])].filter(Boolean).join(', ') || nothing;
}

function groupText({ gid, group_name }: ListedDevice): string {
  return group_name || gid?.slice(0, 8) || nothing;
}

function versions(hard: string | null, soft: string | null): string {
  return hard || soft ? `${hard ?? nothing} / ${soft ?? nothing}` : nothing;
}

function timeCell(format: Format, seconds: number | null) {
  if (seconds === null) return nothing;
  return <span title={format.time(seconds)}>{format.ago(seconds)}</span>;
}

function DeviceState({ device: { is_online, is_disabled } }: { readonly device: ListedDevice }) {
  const { t } = useTranslation('devices');
  return (
    <span className={classes.marks}>
      {is_online ? (
        <>
          <IconBroadcast size={16} color="var(--mantine-color-green-text)" aria-hidden />
          {t('online')}
        </>
      ) : (
        <>
          <IconAntennaBarsOff size={16} color="var(--mantine-color-dimmed)" aria-hidden />
          <span className={classes.offline}>{t('offline')}</span>
        </>
      )}
      {is_disabled && (
        <Badge color="orange.9" size="sm" miw="max-content" leftSection={<IconBan size={11} />}>
          {t('disabled')}
        </Badge>
      )}
    </span>
  );
}

function DeviceAlarms({ device: { is_faulty, is_alert } }: { readonly device: ListedDevice }) {
  const { t } = useTranslation('devices');
  if (!is_faulty && !is_alert) return nothing;
  return (
    <span className={classes.marks}>
      {is_faulty && (
        <Badge color="red.8" size="sm" miw="max-content" leftSection={<IconUrgent size={11} />}>
          {t('fault')}
        </Badge>
      )}
      {is_alert && (
        <Badge
          color="yellow.4"
          c="dark.9"
          size="sm"
          miw="max-content"
          leftSection={<IconAlertTriangle size={11} />}
        >
          {t('alert')}
        </Badge>
      )}
    </span>
  );
}

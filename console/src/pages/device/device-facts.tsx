import { Card, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { DeviceGroupFact } from './device-group-fact.tsx';
import type { Device } from './device-queries.ts';
import { Fact } from './fact.tsx';
import type { LiveDevice } from './live/live-device.ts';
import { placeText } from './place-text.ts';

interface DeviceFactsProps {
  readonly device: Device;
  readonly live: LiveDevice;
}

/** What a device is that connects by itself; nothing to tell. */
const ordinary = 'normal';

/** What there is to know of the device that seldom changes. */
export function DeviceFacts({ device, live }: DeviceFactsProps) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const reportedAt = live.reportedAt ?? device.reported_at;
  const { did, mac, device_sn, client_ip, rejected_count } = device;
  return (
    <Card withBorder padding="md">
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 4 }} spacing="md" verticalSpacing="sm" m={0}>
        <Fact label={t('fact.did')} copy={did}>
          {did}
        </Fact>
        <Fact label={t('fact.mac')} copy={mac}>
          {mac}
        </Fact>
        <Fact label={t('fact.reportedAt')}>{reportedAt === null ? t('never') : format.time(reportedAt)}</Fact>
        <DeviceGroupFact device={device} />
        <Fact label={t('fact.ip')}>{client_ip ?? '–'}</Fact>
        <Fact label={t('fact.place')}>{placeText(device) ?? t('fact.placeUnknown')}</Fact>
        <Fact label={t('fact.firmware')}>{firmwareText(device)}</Fact>
        {device.type !== ordinary && <Fact label={t('fact.type')}>{device.type}</Fact>}
        <Fact label={t('fact.createdAt')}>{format.time(device.created_at)}</Fact>
        {device_sn && (
          <Fact label={t('fact.sn')} copy={device_sn}>
            {device_sn}
          </Fact>
        )}
        {!device.has_passcode && <Fact label={t('fact.passcode')}>{t('fact.noPasscode')}</Fact>}
        {rejected_count > 0 && <Fact label={t('fact.rejected')}>{format.number(rejected_count)}</Fact>}
      </SimpleGrid>
    </Card>
  );
}

function firmwareText({ mcu_hard_version, mcu_soft_version, wifi_hard_version, wifi_soft_version }: Device) {
  const mcu = [mcu_hard_version, mcu_soft_version].filter(Boolean).join(' / ');
  const wifi = [wifi_hard_version, wifi_soft_version].filter(Boolean).join(' / ');
  return [mcu && `MCU ${mcu}`, wifi && `Wi-Fi ${wifi}`].filter(Boolean).join(', ') || '–';
}

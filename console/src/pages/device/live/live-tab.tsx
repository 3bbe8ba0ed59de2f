import { Center, Grid, Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../page/panel.tsx';
import type { Product } from '../../../scope/scope.ts';
import { useMayChange } from '../../../session/session.ts';
import type { DataPoint } from '../data-point.ts';
import type { Device } from '../device-queries.ts';
import { AlarmState } from './alarm-state.tsx';
import { CommandList } from './command-list.tsx';
import { controlObstacle } from './control-obstacle.ts';
import { Controls } from './controls.tsx';
import type { LiveDevice } from './live-device.ts';
import { RawCommand } from './raw-command.tsx';
import { RawFrame } from './raw-frame.tsx';
import { Readings } from './readings.tsx';
import { useCommands } from './use-commands.ts';

interface LiveTabProps {
  readonly product: Product;
  readonly device: Device;
  readonly live: LiveDevice;
  readonly points: readonly DataPoint[];
}

/** The present: every data point by its kind, and what can be told to the device. */
export function LiveTab({ product, device, live, points }: LiveTabProps) {
  const { t } = useTranslation('device');
  const mayChange = useMayChange();
  const { commands, send } = useCommands(device, live.reports);
  const of = (type: DataPoint['type']) => points.filter((point) => point.type === type);
  const obstacle = controlObstacle({ product, device, isOnline: live.isOnline });
  const isConfirmed = product.control_ack === 'required';
  if (live.isOnline === undefined) return <Skeleton h={420} aria-label={t('live.waiting')} />;
  const writable = of('status_writable');
  const [readings, faults, alerts] = [of('status_readonly'), of('fault'), of('alert')];
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack>
          {points.length === 0 && <Undefined />}
          {writable.length > 0 && (
            <Controls
              points={writable}
              live={live}
              commands={commands}
              obstacle={mayChange ? obstacle : 'viewer'}
              isConfirmed={isConfirmed}
              send={send}
            />
          )}
          {mayChange && <RawCommand obstacle={obstacle} send={send} />}
          {commands.length > 0 && (
            <CommandList commands={commands} points={points} isConfirmed={isConfirmed} />
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack>
          {readings.length > 0 && <Readings points={readings} live={live} />}
          {faults.length > 0 && <AlarmState kind="fault" points={faults} live={live} />}
          {alerts.length > 0 && <AlarmState kind="alert" points={alerts} live={live} />}
          {live.raw && <RawFrame raw={live.raw} />}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Undefined() {
  const { t } = useTranslation('device');
  return (
    <Panel title={t('live.undefined')}>
      <Center mih={80}>
        <Text c="dimmed">{t('live.undefinedHint')}</Text>
      </Center>
    </Panel>
  );
}

import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import { groupsQuery } from '../device/device-queries.ts';
import { type ListedDevice, useMoveDevices } from './device-list-queries.ts';
import { GroupSelect } from './group-select.tsx';

interface MoveDevicesProps {
  readonly productKey: string;
  readonly devices: readonly ListedDevice[];
  onDone(): void;
  onClose(): void;
}

/** Chooses the group that devices come into, or takes them out of theirs. */
export function MoveDevices({ productKey, devices, onDone, onClose }: MoveDevicesProps) {
  const { t } = useTranslation('devices');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const [gid, setGid] = useState('');
  const move = useMoveDevices(productKey);
  const count = devices.length;
  const { data: groups } = useQuery(groupsQuery(productKey));
  const moveTo = (target: string | null) =>
    move.mutate(
      { devices, gid: target },
      {
        onSuccess: () => {
          notify.done(t(target === null ? 'takenOut' : 'moved', { count }));
          onClose();
          onDone();
        },
        onError: notify.failed,
      },
    );
  return (
    <Dialog onClose={onClose} title={t('move')}>
      <Stack>
        <GroupSelect
          productKey={productKey}
          label={t('group')}
          placeholder={t('chooseGroup')}
          gid={gid}
          onChange={setGid}
        />
        {groups?.length === 0 && (
          <Text size="sm">
            {t('noGroups')}{' '}
            <Anchor component={Link} to={`/groups?product_key=${productKey}`} inherit underline="always">
              {t('toGroups')}
            </Anchor>
          </Text>
        )}
        <Group justify="space-between">
          <Button
            variant="subtle"
            disabled={move.isPending || devices.every((device) => device.gid === null)}
            onClick={() => moveTo(null)}
          >
            {t('takeOut')}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button disabled={!gid} loading={move.isPending} onClick={() => moveTo(gid)}>
              {t('moveThere')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Dialog>
  );
}

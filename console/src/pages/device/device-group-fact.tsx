import { ActionIcon, Button, Group, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import { useMayChange } from '../../session/session.ts';
import { type Device, groupsQuery, useMoveDevice } from './device-queries.ts';
import { Fact } from './fact.tsx';
import { groupPaths } from './group-paths.ts';

/** The group the device is in, and a way into another one. */
export function DeviceGroupFact({ device }: { readonly device: Device }) {
  const { t } = useTranslation('device');
  const mayChange = useMayChange();
  const [isOpen, modal] = useDisclosure(false);
  const { data: groups = [] } = useQuery(groupsQuery(device.product_key));
  const paths = groupPaths(groups);
  const text = device.gid === null ? t('group.none') : (paths.get(device.gid) ?? device.gid);
  return (
    <Fact label={t('group.label')}>
      {text}
      {mayChange && paths.size > 0 && (
        <ActionIcon
          variant="subtle"
          color="gray"
          style={{ verticalAlign: 'middle', marginBlock: -4 }}
          onClick={modal.open}
          aria-label={t('group.change')}
        >
          <IconPencil size={16} />
        </ActionIcon>
      )}
      {isOpen && <MoveModal device={device} paths={paths} onClose={modal.close} />}
    </Fact>
  );
}

interface MoveModalProps {
  readonly device: Device;
  readonly paths: ReadonlyMap<string, string>;
  onClose(): void;
}

function MoveModal({ device, paths, onClose }: MoveModalProps) {
  const { t } = useTranslation('device');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const [gid, setGid] = useState(device.gid);
  const move = useMoveDevice(device);
  const save = () =>
    move.mutate(gid, {
      onSuccess: () => {
        notify.done();
        onClose();
      },
      onError: notify.failed,
    });
  return (
    <Dialog onClose={onClose} title={t('group.change')}>
      <Stack>
        <Select
          label={t('group.label')}
          placeholder={t('group.none')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('group.none') }}
          data-autofocus
          nothingFoundMessage={shell('nothingFound')}
          data={[...paths].map(([value, label]) => ({ value, label }))}
          value={gid}
          onChange={setGid}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shell('cancel')}
          </Button>
          <Button onClick={save} loading={move.isPending} disabled={gid === device.gid}>
            {shell('save')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

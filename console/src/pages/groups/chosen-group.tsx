import { Box, Button, Card, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconChevronDown, IconFolderSymlink, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { CopyButton } from '../../page/copy-button.tsx';
import { useMayChange } from '../../session/session.ts';
import { DeviceBrowser } from '../devices/device-browser.tsx';
import { AddDevices } from './add-devices.tsx';
import { DeleteGroup } from './delete-group.tsx';
import type { DeviceGroup } from './group-queries.ts';
import { nameOf } from './group-tree-rows.ts';
import { MoveGroup } from './move-group.tsx';
import { RenameGroup } from './rename-group.tsx';

export interface ChosenGroupProps {
  readonly productKey: string;
  readonly groups: readonly DeviceGroup[];
  readonly group: DeviceGroup;
  onChoose(gid: string): void;
}

/** One group: what can be done with it, and its devices. */
export function ChosenGroup(props: ChosenGroupProps) {
  const { productKey, group } = props;
  const { t } = useTranslation('groups');
  const format = useFormat();
  const mayChange = useMayChange();
  return (
    <Stack gap="sm" component="section" aria-label={nameOf(group)}>
      <Card withBorder padding="md">
        <Group justify="space-between" align="flex-start">
          <Box flex="1 1 300px" miw={0}>
            <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
              {nameOf(group)}
            </Title>
            <Group gap={4} mt={2}>
              <Text size="xs" c="dimmed" ff="monospace">
                {group.gid}
              </Text>
              <CopyButton text={group.gid} label={t('gid')} />
            </Group>
            <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
              {t('figures', {
                devices: format.number(group.devices),
                online: format.number(group.online),
                devicesBelow: format.number(group.devices_below),
                onlineBelow: format.number(group.online_below),
              })}
            </Text>
          </Box>
          {mayChange && <GroupActions {...props} />}
        </Group>
      </Card>
      <DeviceBrowser productKey={productKey} gid={group.gid} />
    </Stack>
  );
}

function GroupActions({ productKey, groups, group, onChoose }: ChosenGroupProps) {
  const { t } = useTranslation('groups');
  const [asked, setAsked] = useState<'add' | 'rename' | 'move' | 'delete'>();
  const close = () => setAsked(undefined);
  const isRoot = group.parent_gid === null;
  return (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAsked('add')}>
        {t('addDevices')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />}>
            {t('actions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setAsked('rename')}>
            {t('rename')}
          </Menu.Item>
          {!isRoot && (
            <Menu.Item leftSection={<IconFolderSymlink size={16} />} onClick={() => setAsked('move')}>
              {t('moveGroup')}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked('delete')}>
            {t('deleteGroup')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'add' && <AddDevices productKey={productKey} group={group} onClose={close} />}
      {asked === 'rename' && <RenameGroup productKey={productKey} group={group} onClose={close} />}
      {asked === 'move' && (
        <MoveGroup productKey={productKey} groups={groups} group={group} onClose={close} />
      )}
      <DeleteGroup
        productKey={productKey}
        groups={groups}
        group={group}
        isOpen={asked === 'delete'}
        onClose={close}
        onDone={() => onChoose(group.parent_gid ?? '')}
      />
    </Group>
  );
}

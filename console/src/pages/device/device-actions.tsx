import { Button, Menu } from '@mantine/core';
import { IconBan, IconChevronDown, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { useNotify } from '../../page/notify.ts';
import { useMayChange } from '../../session/session.ts';
import { type Device, useEraseDevice, useUpdateDevice } from './device-queries.ts';

/** What can be done with the device as a whole. */
export function DeviceActions({ device }: { readonly device: Device }) {
  const { t } = useTranslation('device');
  const mayChange = useMayChange();
  const notify = useNotify();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'disable' | 'erase'>();
  const update = useUpdateDevice(device.did);
  const erase = useEraseDevice(device.did);
  const close = () => setAsked(undefined);
  if (!mayChange) return null;
  const setDisabled = (is_disabled: boolean) =>
    update.mutate(
      { is_disabled },
      {
        onSuccess: () => notify.done(t(is_disabled ? 'disable.done' : 'disable.undone')),
        onError: notify.failed,
        onSettled: close,
      },
    );
  const eraseNow = () =>
    erase.mutate(undefined, {
      onSuccess: () => {
        notify.done(t('erase.done'));
        void navigate({ pathname: '/devices', search: `product_key=${device.product_key}` });
      },
      onError: notify.failed,
      onSettled: close,
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />}>
            {t('actions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {device.is_disabled ? (
            <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => setDisabled(false)}>
              {t('disable.undo')}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconBan size={16} />} onClick={() => setAsked('disable')}>
              {t('disable.do')}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked('erase')}>
            {t('erase.do')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmModal
        isOpen={asked === 'disable'}
        title={t('disable.do')}
        text={t('disable.question', { mac: device.mac })}
        confirmLabel={t('disable.do')}
        isPending={update.isPending}
        onConfirm={() => setDisabled(true)}
        onClose={close}
      />
      <ConfirmModal
        isOpen={asked === 'erase'}
        title={t('erase.do')}
        text={t('erase.question', { mac: device.mac })}
        confirmLabel={t('erase.do')}
        isPending={erase.isPending}
        onConfirm={eraseNow}
        onClose={close}
      />
    </>
  );
}

import { Button } from '@mantine/core';
import { IconBan, IconFolderSymlink, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { ConfirmModal } from '../../page/confirm-modal.tsx';
import { useNotify } from '../../page/notify.ts';
import { SelectedRows } from '../../table/selected-rows.tsx';
import { type ListedDevice, useDisableDevices } from './device-list-queries.ts';
import { MoveDevices } from './move-devices.tsx';

interface SelectionBarProps {
  readonly productKey: string;
  readonly devices: readonly ListedDevice[];
  /** Nothing is selected any more. */
  onDone(): void;
}

/** What can be done with all the devices that are selected. */
export function SelectionBar({ productKey, devices, onDone }: SelectionBarProps) {
  const { t } = useTranslation('devices');
  const format = useFormat();
  const notify = useNotify();
  const [asked, setAsked] = useState<'move' | 'disable'>();
  const disable = useDisableDevices();
  const count = devices.length;
  const close = () => setAsked(undefined);
  const setDisabled = (is_disabled: boolean) =>
    disable.mutate(
      { dids: devices.map(({ did }) => did), is_disabled },
      {
        onSuccess: () => {
          notify.done(t(is_disabled ? 'disabledDone' : 'enabledDone', { count }));
          onDone();
        },
        onError: notify.failed,
        onSettled: close,
      },
    );
  return (
    <>
      <SelectedRows count={count} onUnselect={onDone}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFolderSymlink size={14} />}
          onClick={() => setAsked('move')}
        >
          {t('move')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBan size={14} />}
          onClick={() => setAsked('disable')}
        >
          {t('disable')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} />}
          loading={disable.isPending && asked === undefined}
          onClick={() => setDisabled(false)}
        >
          {t('enable')}
        </Button>
      </SelectedRows>
      {asked === 'move' && (
        <MoveDevices productKey={productKey} devices={devices} onDone={onDone} onClose={close} />
      )}
      <ConfirmModal
        isOpen={asked === 'disable'}
        title={t('disable')}
        text={t('disableQuestion', { count, figure: format.number(count) })}
        confirmLabel={t('disable')}
        isPending={disable.isPending}
        onConfirm={() => setDisabled(true)}
        onClose={close}
      />
    </>
  );
}

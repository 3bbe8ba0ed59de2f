import { Button } from '@mantine/core';
import { IconBan, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectedRows } from '../../../table/selected-rows.tsx';
import type { WaitingDevice } from './adoption-queries.ts';
import { ApproveDevices } from './approve-devices.tsx';
import { RefuseDevices } from './refuse-devices.tsx';

interface DecideDevicesProps {
  readonly productKey: string;
  /** Those that are selected, of one state. */
  readonly devices: readonly WaitingDevice[];
  onUnselect(): void;
  /** Some of them are decided. */
  onDecided(): void;
}

interface Question {
  readonly Ask: typeof ApproveDevices | typeof RefuseDevices;
  /** As they were when it was asked: the list goes on without those that are decided. */
  readonly devices: readonly WaitingDevice[];
}

/** What can be done with the devices that are selected. */
export function DecideDevices({ productKey, devices, onUnselect, onDecided }: DecideDevicesProps) {
  const { t } = useTranslation('product');
  const [question, setQuestion] = useState<Question>();
  const close = () => setQuestion(undefined);
  return (
    <>
      {devices.length > 0 && (
        <SelectedRows count={devices.length} onUnselect={onUnselect}>
          <Button
            size="xs"
            leftSection={<IconCheck size={14} />}
            onClick={() => setQuestion({ Ask: ApproveDevices, devices })}
          >
            {t('adoption.approve')}
          </Button>
          {devices[0]!.state === 'waiting' && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconBan size={14} />}
              onClick={() => setQuestion({ Ask: RefuseDevices, devices })}
            >
              {t('adoption.refuse')}
            </Button>
          )}
        </SelectedRows>
      )}
      {question && (
        <question.Ask
          productKey={productKey}
          devices={question.devices}
          onDecided={onDecided}
          onClose={close}
        />
      )}
    </>
  );
}

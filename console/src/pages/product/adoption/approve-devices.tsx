import { Button, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { Dialog } from '../../../page/dialog.tsx';
import { Failure } from '../../../page/failure.tsx';
import { useNotify } from '../../../page/notify.ts';
import { useRefusalReason } from '../refusal-reason.ts';
import { type DecisionProps, useApproveDevices } from './adoption-queries.ts';
import { isMacOrNothing, MacField } from './mac-field.tsx';

/** Makes devices of those that wait, with the macs that somebody knows; one that cannot become a device stays to be looked at. */
export function ApproveDevices({ onClose, ...decision }: DecisionProps) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const format = useFormat();
  const { approve, left, typedOf, type, refusals, submit } = useApproval({ onClose, ...decision });
  const firstUnknown = left.find(({ mac }) => mac === null);
  const figures = { count: left.length, number: format.number(left.length) };
  return (
    <Dialog title={t('adoption.approveTitle', figures)} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('adoption.macHint')}</Text>
          <ScrollArea.Autosize mah={360} type="auto">
            <Stack gap="xs" p={4}>
              {left.map((device) => (
                <MacField
                  key={device.did}
                  device={device}
                  typed={typedOf(device.did)}
                  refusal={refusals.get(device.did)}
                  hasFocus={device === firstUnknown}
                  onChange={(typed) => type(device.did, typed)}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
          {approve.error && <Failure error={approve.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button
              type="submit"
              disabled={!left.every(({ did }) => isMacOrNothing(typedOf(did)))}
              loading={approve.isPending}
            >
              {t('adoption.approve')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** What is typed, who is left to be approved, and why. */
function useApproval({ productKey, devices, onDecided, onClose }: DecisionProps) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const notify = useNotify();
  const reasonOf = useRefusalReason();
  const approve = useApproveDevices(productKey);
  const [left, setLeft] = useState(devices);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const typedOf = (did: string) => typed[did] ?? '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = left.map(({ did }) => ({ did, mac: typedOf(did).trim() || null }));
    approve.mutate(given, {
      onSuccess: ({ approved, failed }) => {
        const count = approved.length;
        if (count > 0) {
          notify.done(t('adoption.approvedDone', { count, number: format.number(count) }));
          onDecided();
        }
        if (failed.length === 0) onClose();
        else setLeft(left.filter(({ did }) => failed.some((one) => one.did === did)));
      },
    });
  };
  return {
    approve,
    left,
    typedOf,
    type: (did: string, text: string) => setTyped({ ...typed, [did]: text }),
    refusals: new Map(approve.data?.failed.map(({ did, detail }) => [did, reasonOf(detail)])),
    submit,
  };
}

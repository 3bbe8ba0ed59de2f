import { Button, Group, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { Dialog } from '../../../page/dialog.tsx';
import { Failure } from '../../../page/failure.tsx';
import { useNotify } from '../../../page/notify.ts';
import { useRefusalReason } from '../refusal-reason.ts';
import { useApproveDevices } from './adoption-queries.ts';
import type { DecisionProps } from './decision-props.ts';

/** What the server takes (contract.md §1). */
const macSyntax = /^[0-9A-Za-z:_-]{1,32}$/;

/** Makes devices of those that wait, with the macs that somebody knows; those that cannot become devices stay to be looked at. */
export function ApproveDevices({ productKey, devices, onDecided, onClose }: DecisionProps) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const format = useFormat();
  const notify = useNotify();
  const reasonOf = useRefusalReason();
  const approve = useApproveDevices(productKey);
  const [left, setLeft] = useState(devices);
  const [macs, setMacs] = useState<Readonly<Record<string, string>>>({});
  const firstUnknown = left.find(({ mac }) => mac === null);
  const refusals = new Map(approve.data?.failed.map(({ did, detail }) => [did, reasonOf(detail)]));
  const macOf = (did: string) => macs[did]?.trim() ?? '';
  const isWrong = (did: string) => macOf(did) !== '' && !macSyntax.test(macOf(did));
  const countOf = (some: number) => ({ count: some, number: format.number(some) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = left.map(({ did }) => ({ did, ...(macOf(did) && { mac: macOf(did) }) }));
    approve.mutate(given, {
      onSuccess: ({ approved, failed }) => {
        if (approved.length > 0) {
          notify.done(t('adoption.approvedDone', countOf(approved.length)));
          onDecided();
        }
        if (failed.length === 0) onClose();
        else setLeft(left.filter(({ did }) => failed.some((one) => one.did === did)));
      },
    });
  };
  return (
    <Dialog title={t('adoption.approveTitle', countOf(left.length))} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('adoption.macHint')}</Text>
          <ScrollArea.Autosize mah={360} type="auto">
            <Stack gap="xs" p={4}>
              {left.map(({ did, mac }) => (
                <TextInput
                  key={did}
                  label={t('adoption.macOf', { did })}
                  readOnly={mac !== null}
                  variant={mac === null ? 'default' : 'filled'}
                  data-autofocus={did === firstUnknown?.did || undefined}
                  maxLength={32}
                  autoComplete="off"
                  spellCheck={false}
                  styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                  value={mac ?? macs[did] ?? ''}
                  error={isWrong(did) ? t('refusal.malformed', { field: 'MAC' }) : refusals.get(did)}
                  onChange={({ currentTarget: { value } }) => setMacs({ ...macs, [did]: value })}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
          {approve.error && <Failure error={approve.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button type="submit" disabled={left.some(({ did }) => isWrong(did))} loading={approve.isPending}>
              {t('adoption.approve')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

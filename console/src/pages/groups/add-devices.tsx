import { Alert, Checkbox, Tabs, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { FoundDevices } from './found-devices.tsx';
import { GroupForm } from './group-form.tsx';
import { type Assigned, type DeviceGroup, useAssignDevices } from './group-queries.ts';
import { nameOf } from './group-tree-rows.ts';

interface AddDevicesProps {
  readonly productKey: string;
  readonly group: DeviceGroup;
  onClose(): void;
}

/** Puts devices into a group that are looked for, or whose macs and dids are in a list that one has. */
export function AddDevices({ productKey, group, onClose }: AddDevicesProps) {
  const { t } = useTranslation('groups');
  const notify = useNotify();
  const [way, setWay] = useState<string | null>('search');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [pasted, setPasted] = useState('');
  const [reassign, setReassign] = useState(true);
  const assign = useAssignDevices(productKey);
  const names = way === 'search' ? chosen : namesIn(pasted);
  const save = () =>
    assign.mutate(
      { gid: group.gid, names, reassign },
      {
        onSuccess: ({ count, failed }) => {
          notify.done(t('added', { count }));
          // Those that could not be added stay to be looked at.
          if (failed.length === 0) onClose();
          else if (way === 'list') setPasted(failed.join('\n'));
          else setChosen(failed);
        },
      },
    );
  return (
    <GroupForm
      title={t('addTo', { name: nameOf(group) })}
      saveLabel={t('addNow', { count: names.length })}
      canSave={names.length > 0}
      mutation={assign}
      size="lg"
      onSave={save}
      onClose={onClose}
    >
      <Tabs value={way} onChange={setWay} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="search">{t('bySearch')}</Tabs.Tab>
          <Tabs.Tab value="list">{t('byList')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="search" pt="sm">
          <FoundDevices productKey={productKey} gid={group.gid} chosen={chosen} onChange={setChosen} />
        </Tabs.Panel>
        <Tabs.Panel value="list" pt="sm">
          <Textarea
            label={t('list')}
            description={t('listHint')}
            autosize
            minRows={8}
            maxRows={16}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={pasted}
            onChange={(event) => setPasted(event.currentTarget.value)}
          />
        </Tabs.Panel>
      </Tabs>
      <Checkbox
        label={t('reassign')}
        checked={reassign}
        onChange={(event) => setReassign(event.currentTarget.checked)}
      />
      {assign.data && <NotAdded outcome={assign.data} />}
    </GroupForm>
  );
}

function NotAdded({ outcome: { failed } }: { readonly outcome: Assigned }) {
  const { t } = useTranslation('groups');
  if (failed.length === 0) return null;
  return (
    <Alert role="alert" color="orange" title={t('notAdded', { count: failed.length })}>
      {t('notAddedHint')}
    </Alert>
  );
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;，；]+/).filter(Boolean))];
}

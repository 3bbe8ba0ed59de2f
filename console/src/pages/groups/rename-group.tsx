import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { GroupForm, NameField } from './group-form.tsx';
import { type DeviceGroup, useChangeGroup } from './group-queries.ts';

interface RenameGroupProps {
  readonly productKey: string;
  readonly group: DeviceGroup;
  onClose(): void;
}

export function RenameGroup({ productKey, group, onClose }: RenameGroupProps) {
  const { t } = useTranslation('groups');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const [name, setName] = useState(group.name);
  const change = useChangeGroup(productKey, group.gid);
  const save = () =>
    change.mutate(
      { name: name.trim() },
      {
        onSuccess: () => {
          notify.done(t('renamed'));
          onClose();
        },
      },
    );
  return (
    <GroupForm
      title={t('rename')}
      saveLabel={shell('save')}
      canSave={name.trim() !== group.name}
      mutation={change}
      onSave={save}
      onClose={onClose}
    >
      <NameField value={name} onChange={setName} />
    </GroupForm>
  );
}

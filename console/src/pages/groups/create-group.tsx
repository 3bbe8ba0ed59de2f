import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { GroupSelect } from '../devices/group-select.tsx';
import { GroupForm, NameField } from './group-form.tsx';
import { useCreateGroup } from './group-queries.ts';

interface CreateGroupProps {
  readonly productKey: string;
  /** What is proposed to put it into; undefined for the first group of all, in which all others are. */
  readonly parentGid: string | undefined;
  onDone(gid: string): void;
  onClose(): void;
}

/** Makes a group in another one. */
export function CreateGroup({ productKey, parentGid, onDone, onClose }: CreateGroupProps) {
  const { t } = useTranslation('groups');
  const notify = useNotify();
  const [name, setName] = useState('');
  const [parent, setParent] = useState(parentGid);
  const create = useCreateGroup(productKey);
  const save = () =>
    create.mutate(
      { name: name.trim(), parent_gid: parent },
      {
        onSuccess: (gid) => {
          notify.done(t('created'));
          onClose();
          onDone(gid);
        },
      },
    );
  return (
    <GroupForm
      title={t('create')}
      saveLabel={t('createNow')}
      canSave={name.trim() !== ''}
      mutation={create}
      onSave={save}
      onClose={onClose}
    >
      <NameField value={name} onChange={setName} />
      {parent !== undefined && (
        <GroupSelect
          productKey={productKey}
          label={t('parent')}
          placeholder=""
          isClearable={false}
          gid={parent}
          onChange={setParent}
        />
      )}
    </GroupForm>
  );
}

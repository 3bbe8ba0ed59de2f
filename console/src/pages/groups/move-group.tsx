import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { GroupSelect } from '../devices/group-select.tsx';
import { GroupForm } from './group-form.tsx';
import { type DeviceGroup, useChangeGroup } from './group-queries.ts';
import { subtreeOf } from './group-tree-rows.ts';

interface MoveGroupProps {
  readonly productKey: string;
  readonly groups: readonly DeviceGroup[];
  readonly group: DeviceGroup;
  onClose(): void;
}

/** Puts a group, with all that is in it, into another one. */
export function MoveGroup({ productKey, groups, group, onClose }: MoveGroupProps) {
  const { t } = useTranslation('groups');
  const notify = useNotify();
  const [parent, setParent] = useState(group.parent_gid ?? '');
  const change = useChangeGroup(productKey, group.gid);
  const save = () =>
    change.mutate(
      { parent_gid: parent },
      {
        onSuccess: () => {
          notify.done(t('moved'));
          onClose();
        },
      },
    );
  return (
    <GroupForm
      title={t('moveGroup')}
      saveLabel={t('moveNow')}
      canSave={parent !== group.parent_gid}
      mutation={change}
      onSave={save}
      onClose={onClose}
    >
      <GroupSelect
        productKey={productKey}
        label={t('parent')}
        placeholder=""
        isClearable={false}
        gid={parent}
        without={subtreeOf(groups, group.gid)}
        onChange={setParent}
      />
    </GroupForm>
  );
}

import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { groupsQuery } from '../device/device-queries.ts';

interface GroupSelectProps {
  readonly productKey: string;
  /** Empty: devices of all groups and of none. */
  readonly gid: string;
  onChange(gid: string): void;
}

const figureSpace = '\u2007';

/** A device group with all that is below it. */
export function GroupSelect({ productKey, gid, onChange }: GroupSelectProps) {
  const { t } = useTranslation('reports');
  const { data: known = [] } = useQuery(groupsQuery(productKey));
  const groups = known.map((group) => ({
    value: group.gid,
    label: figureSpace.repeat(2 * (group.depth - 1)) + (group.name || t('unnamedGroup', { gid: group.gid })),
  }));
  // One that is in the address and no more in the tree: the report says so.
  const isUnknown = gid !== '' && !groups.some(({ value }) => value === gid);
  return (
    <Select
      label={t('group')}
      flex="1 1 150px"
      maw={220}
      searchable
      allowDeselect={false}
      value={gid}
      onChange={(value) => onChange(value ?? '')}
      data={[
        { value: '', label: t('allGroups') },
        ...groups,
        ...(isUnknown ? [{ value: gid, label: gid }] : []),
      ]}
    />
  );
}

import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { groupsQuery } from '../device/device-queries.ts';
import { groupPaths } from '../device/group-paths.ts';

interface GroupSelectProps {
  readonly productKey: string;
  readonly label: string;
  readonly placeholder: string;
  /** Empty: none. */
  readonly gid: string;
  /** Groups that may not be chosen. */
  readonly without?: ReadonlySet<string>;
  readonly isClearable?: boolean;
  /** Whether it is in something that a click outside of it closes. */
  readonly isInPopover?: boolean;
  onChange(gid: string): void;
}

const optionsMax = 200;

/** One of the groups of a product, each with the way to it; nothing where there are none. */
export function GroupSelect(props: GroupSelectProps) {
  const {
    productKey,
    label,
    placeholder,
    gid,
    without,
    isClearable = true,
    isInPopover = false,
    onChange,
  } = props;
  const { t } = useTranslation('devices');
  const { t: shell } = useTranslation('shell');
  const { data: groups = [] } = useQuery(groupsQuery(productKey));
  const options = [...groupPaths(groups)]
    .filter(([value]) => !without?.has(value))
    .map(([value, path]) => ({ value, label: path }));
  if (options.length === 0) return null;
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      openOnFocus={false}
      clearable={isClearable}
      clearButtonProps={{ 'aria-label': t('clearField', { field: label }) }}
      allowDeselect={false}
      limit={optionsMax}
      comboboxProps={{ withinPortal: !isInPopover }}
      nothingFoundMessage={shell('nothingFound')}
      data={options}
      value={gid || null}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}

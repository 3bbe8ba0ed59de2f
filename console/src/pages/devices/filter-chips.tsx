import { Button, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { groupsQuery } from '../device/device-queries.ts';
import { groupPaths } from '../device/group-paths.ts';
import { type ListName, noFilter } from './device-filter.ts';
import type { DeviceFiltersProps } from './device-filters.tsx';
import { pathIn } from './place-select.tsx';

interface Chip {
  readonly text: string;
  /** What it stands for. */
  readonly names: readonly ListName[];
}

/** The filters that are not to be seen otherwise; each is taken away by a click on it. */
export function FilterChips({ productKey, state, change, isOfGroup }: DeviceFiltersProps) {
  const { t } = useTranslation('devices');
  const chips = useChips({ productKey, state, change, isOfGroup });
  if (chips.length === 0) return null;
  return (
    <Group gap={6} role="group" aria-label={t('filters')}>
      {chips.map(({ text, names }) => (
        <Button
          key={names[0]}
          size="compact-sm"
          variant="light"
          rightSection={<IconX size={12} />}
          aria-label={t('removeFilter', { filter: text })}
          onClick={() => change(Object.fromEntries(names.map((name) => [name, ''])))}
        >
          {text}
        </Button>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => change(isOfGroup ? { ...noFilter, gid: state.gid } : noFilter)}
      >
        {t('clearAll')}
      </Button>
    </Group>
  );
}

function useChips({ productKey, state, isOfGroup }: DeviceFiltersProps): Chip[] {
  const { t } = useTranslation('devices');
  const format = useFormat();
  const { data: groups = [] } = useQuery({
    ...groupsQuery(productKey),
    enabled: state.gid !== '' && !isOfGroup,
  });
  const said = (label: string, value: string) => t('filterIs', { label, value });
  const place = pathIn(state).filter(Boolean).join(' / ');
  const chips: (Chip | false)[] = [
    state.gid !== '' &&
      !isOfGroup && {
        text: said(t('group'), groupPaths(groups).get(state.gid) ?? state.gid),
        names: ['gid'],
      },
    place !== '' && { text: said(t('place'), place), names: ['country', 'region', 'city'] },
    ...(['is_faulty', 'is_alert'] as const).map(
      (name) =>
        state[name] !== '' && {
          text: t(state[name] === '1' ? `with.${name}` : `without.${name}`),
          names: [name],
        },
    ),
    state.liveness_start !== '' && {
      text: said(t('activeSince'), format.time(Number(state.liveness_start) || 0)),
      names: ['liveness_start'],
    },
    state.uid !== '' && { text: said(t('boundTo'), state.uid), names: ['uid'] },
    state.show_disabled === '1' && { text: t('withDisabled'), names: ['show_disabled'] },
  ];
  return chips.filter((chip) => chip !== false);
}

import { Button, Checkbox, Popover, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { IconFilter } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { ChangeList, ListState } from './device-filter.ts';
import { GroupSelect } from './group-select.tsx';
import { PlaceSelect } from './place-select.tsx';
import { SearchBox } from './search-box.tsx';

export interface DeviceFiltersProps {
  readonly productKey: string;
  readonly state: ListState;
  readonly change: ChangeList;
  /** The group is chosen elsewhere. */
  readonly isOfGroup: boolean;
}

/** What devices are looked for: those most asked for at once, the others behind a button. */
export function DeviceFilters(props: DeviceFiltersProps) {
  const { t } = useTranslation('devices');
  const { state, change } = props;
  return (
    <>
      <SearchBox label={t('search')} value={state.q} onChange={(q) => change({ q })} />
      <SegmentedControl
        aria-label={t('state')}
        value={state.is_online}
        onChange={(is_online) => change({ is_online })}
        data={[
          { value: '', label: t('all') },
          { value: '1', label: t('online') },
          { value: '0', label: t('offline') },
        ]}
      />
      <MoreFilters {...props} />
    </>
  );
}

function MoreFilters({ productKey, state, change, isOfGroup }: DeviceFiltersProps) {
  const { t } = useTranslation('devices');
  return (
    <Popover position="bottom-start" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={16} />}>
          {t('filters')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('filters')}>
        <Stack gap="sm">
          {!isOfGroup && (
            <GroupSelect
              productKey={productKey}
              label={t('group')}
              placeholder={t('anyGroup')}
              isInPopover
              gid={state.gid}
              onChange={(gid) => change({ gid })}
            />
          )}
          <PlaceSelect productKey={productKey} state={state} change={change} />
          <AlarmSelect name="is_faulty" state={state} change={change} />
          <AlarmSelect name="is_alert" state={state} change={change} />
          <ActiveSince state={state} change={change} />
          <TextInput
            label={t('boundTo')}
            placeholder="uid"
            maxLength={64}
            defaultValue={state.uid}
            onBlur={(event) => change({ uid: event.currentTarget.value.trim() })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') change({ uid: event.currentTarget.value.trim() });
            }}
          />
          <Checkbox
            label={t('withDisabled')}
            checked={state.show_disabled === '1'}
            onChange={(event) => change({ show_disabled: event.currentTarget.checked ? '1' : '' })}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FieldProps {
  readonly state: ListState;
  readonly change: ChangeList;
}

function AlarmSelect({ name, state, change }: FieldProps & { readonly name: 'is_faulty' | 'is_alert' }) {
  const { t } = useTranslation('devices');
  return (
    <Select
      label={t(`field.${name}`)}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      value={state[name]}
      onChange={(value) => change({ [name]: value ?? '' })}
      data={['', '1', '0'].map((value) => ({
        value,
        label: t(value === '' ? 'all' : value === '1' ? `with.${name}` : `without.${name}`),
      }))}
    />
  );
}

const written = 'YYYY-MM-DD HH:mm:ss';
const presets = [
  { key: 'hour', seconds: 3_600 },
  { key: 'day', seconds: 86_400 },
  { key: 'week', seconds: 7 * 86_400 },
  { key: 'month', seconds: 30 * 86_400 },
] as const;

function ActiveSince({ state, change }: FieldProps) {
  const { t } = useTranslation('devices');
  const seconds = Number(state.liveness_start);
  return (
    <DateTimePicker
      label={t('activeSince')}
      placeholder={t('anyTime')}
      clearable
      clearButtonProps={{ 'aria-label': t('clearField', { field: t('activeSince') }) }}
      valueFormat="YYYY-MM-DD HH:mm"
      highlightToday
      maxDate={dayjs().format(written)}
      popoverProps={{ withinPortal: false }}
      value={state.liveness_start ? dayjs.unix(seconds).format(written) : null}
      onChange={(value) => change({ liveness_start: value ? String(dayjs(value).unix()) : '' })}
      presets={presets.map(({ key, seconds: past }) => ({
        value: dayjs().subtract(past, 'second').format(written),
        label: t(`last.${key}`),
      }))}
    />
  );
}

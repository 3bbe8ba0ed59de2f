import { Button, Group, Input, SegmentedControl, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconFilterOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRangePicker } from '../../calendar/use-range-picker.tsx';
import { type AlarmFilters, type ChangeFilters, kinds, periods } from './alarm-filters.ts';
import { countsQuery } from './alarm-queries.ts';
import { DeviceSelect } from './device-select.tsx';

export interface AlarmFiltersProps {
  readonly productKey: string;
  readonly filters: AlarmFilters;
  readonly change: ChangeFilters;
}

/** Which faults and alerts are looked at. */
export function AlarmFilterBar({ productKey, filters, change }: AlarmFiltersProps) {
  const { t } = useTranslation('alarms');
  const { kind, state, attr, did } = filters;
  const clear = () => change({ kind: '', state: '', attr: '', did: '', period: '', from: '', to: '' });
  return (
    <Group gap="sm" align="flex-end">
      <Labelled label={t('kind')}>
        <SegmentedControl
          display="flex"
          aria-label={t('kind')}
          value={kind}
          onChange={(value) => change({ kind: value, attr: '' })}
          data={kinds.map((one) => ({ value: one, label: t(`kindOf.${one || 'all'}`) }))}
        />
      </Labelled>
      <Labelled label={t('state')}>
        <SegmentedControl
          display="flex"
          aria-label={t('state')}
          value={state}
          onChange={(value) => change({ state: value })}
          data={[
            { value: '', label: t('stateOf.all') },
            { value: 'open', label: t('stateOf.open') },
          ]}
        />
      </Labelled>
      <PeriodFilter filters={filters} change={change} />
      <PointSelect productKey={productKey} filters={filters} change={change} />
      <DeviceSelect productKey={productKey} did={did} onChange={(next) => change({ did: next })} />
      {(kind || state || attr || did) && (
        <Button variant="subtle" leftSection={<IconFilterOff size={16} />} onClick={clear}>
          {t('clearFilters')}
        </Button>
      )}
    </Group>
  );
}

function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Input.Wrapper label={label} labelElement="div">
      {children}
    </Input.Wrapper>
  );
}

const day = 'YYYY-MM-DD';

function PeriodFilter({ filters, change }: Omit<AlarmFiltersProps, 'productKey'>) {
  const { t } = useTranslation('alarms');
  const { period, from, to } = filters;
  const today = dayjs().format(day);
  const range = useRangePicker([from, to], ([first, last]) => change({ from: first, to: last }));
  const choosePeriod = (value: string | null) =>
    value === 'days'
      ? change({ period: '', from: dayjs().subtract(6, 'day').format(day), to: today })
      : change({ period: value ?? '', from: '', to: '' });
  return (
    <>
      <Select
        label={t('period')}
        flex="1 1 150px"
        maw={220}
        allowDeselect={false}
        value={period}
        onChange={choosePeriod}
        data={[...periods, 'days' as const].map((one) => ({ value: one, label: t(`periodOf.${one}`) }))}
      />
      {period === 'days' && (
        <DatePickerInput {...range} label={t('days')} valueFormat={day} maxDate={today} hideOutsideDates />
      )}
    </>
  );
}

/** Those that raised anything of late. */
function PointSelect({ productKey, filters, change }: AlarmFiltersProps) {
  const { t } = useTranslation('alarms');
  const { data } = useQuery(countsQuery(productKey, filters));
  const { kind, attr } = filters;
  const points = (data?.points ?? [])
    .filter((point) => !kind || point.kind === kind)
    .map(({ name, display_name }) => ({ value: name, label: display_name ?? name }));
  const isUnknown = attr !== '' && !points.some(({ value }) => value === attr);
  return (
    <Select
      label={t('point')}
      flex="1 1 150px"
      maw={220}
      searchable
      allowDeselect={false}
      value={attr}
      onChange={(value) => change({ attr: value ?? '' })}
      data={[
        { value: '', label: t('allPoints') },
        ...points,
        ...(isUnknown ? [{ value: attr, label: attr }] : []),
      ]}
    />
  );
}

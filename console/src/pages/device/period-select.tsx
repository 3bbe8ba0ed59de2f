import '@mantine/dates/styles.css';
import { Group, SegmentedControl } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { type PeriodState, periods, presetOf, spanOf } from './period.ts';

interface PeriodSelectProps {
  readonly state: PeriodState;
  onChange(state: PeriodState): void;
}

const pickerFormat = 'YYYY-MM-DD HH:mm';

/** Until now, or from one minute to another. */
export function PeriodSelect({ state, onChange }: PeriodSelectProps) {
  const { t } = useTranslation('device');
  const preset = presetOf(state);
  const { start_time, end_time } = spanOf(state);
  const choose = (period: string) =>
    onChange(
      period === 'custom'
        ? { period: '', from: String(start_time), to: String(end_time) }
        : { period, from: '', to: '' },
    );
  const move = (ends: { readonly from?: number; readonly to?: number }) => {
    const { from, to } = { from: start_time, to: end_time, ...ends };
    if (from < to) onChange({ period: '', from: String(from), to: String(to) });
  };
  const labelOf = (end: 'from' | 'to', seconds: number) =>
    `${t(`period.${end}`)}: ${dayjs.unix(seconds).format(pickerFormat)}`;
  const pickerProps = { size: 'xs', w: 150, valueFormat: pickerFormat } as const;
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t('period.label')}
        value={preset}
        onChange={choose}
        data={[...Object.keys(periods), 'custom'].map((value) => ({
          value,
          label: t(`period.${value as keyof typeof periods | 'custom'}`),
        }))}
      />
      {preset === 'custom' && (
        <Group gap={6} wrap="nowrap">
          <DateTimePicker
            {...pickerProps}
            aria-label={labelOf('from', start_time)}
            value={dayjs.unix(start_time).toDate()}
            maxDate={dayjs.unix(end_time).toDate()}
            onChange={(value) => value && move({ from: dayjs(value).unix() })}
          />
          <span aria-hidden>–</span>
          <DateTimePicker
            {...pickerProps}
            aria-label={labelOf('to', end_time)}
            value={dayjs.unix(end_time).toDate()}
            minDate={dayjs.unix(start_time).toDate()}
            onChange={(value) => value && move({ to: dayjs(value).unix() })}
          />
        </Group>
      )}
    </Group>
  );
}

import { Group, SegmentedControl } from '@mantine/core';
import { DateTimePicker, type DateTimePickerProps } from '@mantine/dates';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Calendars } from '../../calendar/calendars.tsx';
import { useCalendarLabels } from '../../calendar/use-calendar-labels.ts';
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
        <Calendars>
          <Group gap={6} wrap="nowrap">
            <PeriodEnd
              end="from"
              seconds={start_time}
              maxDate={dayjs.unix(end_time).toDate()}
              onChange={(from) => move({ from })}
            />
            <span aria-hidden>–</span>
            <PeriodEnd
              end="to"
              seconds={end_time}
              minDate={dayjs.unix(start_time).toDate()}
              onChange={(to) => move({ to })}
            />
          </Group>
        </Calendars>
      )}
    </Group>
  );
}

interface PeriodEndProps extends Pick<DateTimePickerProps, 'minDate' | 'maxDate'> {
  readonly end: 'from' | 'to';
  /** Since the epoch. */
  readonly seconds: number;
  onChange(seconds: number): void;
}

function PeriodEnd({ end, seconds, onChange, ...limits }: PeriodEndProps) {
  const { t } = useTranslation('device');
  const { t: shell } = useTranslation('shell');
  const labels = useCalendarLabels();
  const at = dayjs.unix(seconds);
  const name = t(`period.${end}`);
  return (
    <DateTimePicker
      {...labels}
      {...limits}
      size="xs"
      w={150}
      valueFormat={pickerFormat}
      hideOutsideDates
      // It begins with what is to be seen in it.
      aria-label={`${at.format(pickerFormat)}, ${name}`}
      value={at.toDate()}
      onChange={(value) => value && onChange(dayjs(value).unix())}
      submitButtonProps={{ 'aria-label': shell('done') }}
      timePickerProps={{ hoursInputLabel: t('period.hours'), minutesInputLabel: t('period.minutes') }}
    />
  );
}

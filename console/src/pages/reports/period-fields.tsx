import { Input, SegmentedControl, useMatches } from '@mantine/core';
import { DatePickerInput, MonthPickerInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { useRangePicker } from '../../calendar/use-range-picker.tsx';
import { useReportCalendar } from '../../session/report-calendar.ts';
import type { ParametersProps } from './parameters-props.ts';
import { type Cycle, cycleRules, cycles } from './report-cycle.ts';
import { addDays, mondayOf } from './report-day.ts';
import { useReportLabels } from './report-labels.ts';
import { isTooLong, mostPeriods } from './report-state.ts';

/** What is counted together, and from when to when. */
export function PeriodFields({ report, parameters, change }: ParametersProps) {
  const { t } = useTranslation('reports');
  const { cycle } = parameters;
  return (
    <>
      {report.period === 'cycle' && (
        <Input.Wrapper label={t('cycle')} labelElement="div">
          <SegmentedControl
            display="flex"
            aria-label={t('cycle')}
            value={cycle}
            onChange={(value) => change({ cycle: value, start: '', end: '', at: '' })}
            data={cycles.map((each) => ({ value: each, label: t(`cycleOf.${each}`) }))}
          />
        </Input.Wrapper>
      )}
      <PeriodPicker key={cycle} report={report} parameters={parameters} change={change} />
    </>
  );
}

function PeriodPicker({ report, parameters, change }: ParametersProps) {
  const { t } = useTranslation('reports');
  const { today } = useReportCalendar();
  const { text } = useReportLabels();
  const { cycle, start, end } = parameters;
  const { firstDay, print, before } = cycleRules[cycle];
  const range = useRangePicker([firstDay(start), lastDayOf(cycle, firstDay(end))], ([from, to]) =>
    change({ start: print(from), end: print(to), at: '' }),
  );
  const most = mostPeriods(report, cycle);
  const presets = typeof report.period === 'object' ? dayPresets(most) : cycleRules[cycle].presets;
  // Beside the calendar there is no room for them on a phone.
  const hasPresets = useMatches({ base: false, sm: true });
  const shared = {
    ...range,
    label: t('period'),
    maxDate: today,
    error: isTooLong(report, parameters) && t(`tooLong.${cycle}`, { count: most }),
    ...(hasPresets && {
      presets: presets.map((count) => ({
        label: t(`lastOf.${cycle}`, { count }),
        value: [before(today, count - 1), today] satisfies [string, string],
      })),
    }),
  };
  if (cycle === 'month') return <MonthPickerInput {...shared} valueFormat="YYYY-MM" />;
  if (cycle === 'date') return <DatePickerInput {...shared} hideOutsideDates valueFormat="YYYY-MM-DD" />;
  const written = [start, end].map((period) => text({ cycle, period })).join(' – ');
  return <DatePickerInput {...shared} hideOutsideDates withWeekNumbers valueFormatter={() => written} />;
}

function dayPresets(most: number): number[] {
  return [7, 14, 30, 90, 366].filter((count) => count <= most);
}

/** What the picker marks: a whole week. */
function lastDayOf(cycle: Cycle, day: string): string {
  return cycle === 'week' ? addDays(mondayOf(day), 6) : day;
}

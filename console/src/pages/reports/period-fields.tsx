import { Input, SegmentedControl } from '@mantine/core';
import { DatePickerInput, MonthPickerInput } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReportCalendar } from '../../session/report-calendar.ts';
import { type Cycle, cycleRules, cycles } from './report-cycle.ts';
import { addDays, mondayOf } from './report-day.ts';
import { useReportLabels } from './report-labels.ts';
import type { ParametersProps } from './report-parameters.tsx';
import { isTooLong, mostPeriods } from './report-state.ts';

type Days = [from: string | null, to: string | null];

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
  // While only its first day is chosen.
  const [begun, setBegun] = useState<Days>();
  const most = mostPeriods(report, cycle);
  const choose = ([from, to]: Days) => {
    if (!from || !to) return setBegun([from, to]);
    setBegun(undefined);
    change({ start: print(from), end: print(to), at: '' });
  };
  const presetsOf = typeof report.period === 'object' ? dayPresets(most) : cycleRules[cycle].presets;
  const shared = {
    type: 'range' as const,
    label: t('period'),
    w: 232,
    leftSection: <IconCalendar size={16} />,
    value: begun ?? ([firstDay(start), lastDayOf(cycle, firstDay(end))] satisfies Days),
    onChange: choose,
    onDropdownClose: () => setBegun(undefined),
    maxDate: today,
    error: isTooLong(report, parameters) && t(`tooLong.${cycle}`, { count: most }),
    presets: presetsOf.map((count) => ({
      label: t(`lastOf.${cycle}`, { count }),
      value: [before(today, count - 1), today] satisfies Days,
    })),
  };
  if (cycle === 'month') return <MonthPickerInput {...shared} valueFormat="YYYY-MM" />;
  if (cycle === 'date') return <DatePickerInput {...shared} valueFormat="YYYY-MM-DD" />;
  const written = [start, end].map((period) => text({ cycle, period })).join(' – ');
  return <DatePickerInput {...shared} withWeekNumbers valueFormatter={() => written} />;
}

function dayPresets(most: number): number[] {
  return [7, 14, 30, 90, 366].filter((count) => count <= most);
}

/** What the picker marks: a whole week. */
function lastDayOf(cycle: Cycle, day: string): string {
  return cycle === 'week' ? addDays(mondayOf(day), 6) : day;
}

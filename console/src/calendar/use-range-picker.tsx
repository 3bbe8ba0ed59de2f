import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useCalendarLabels } from './use-calendar-labels.ts';

/** First and last day, `YYYY-MM-DD`. */
export type Days = readonly [from: string, to: string];

type ChosenDays = [from: string | null, to: string | null];

/** Properties of a picker from day to day, or month to month; `onChange` is told when both are chosen. */
export function useRangePicker(value: Days, onChange: (days: Days) => void) {
  const labels = useCalendarLabels();
  // While only the first day is chosen.
  const [begun, setBegun] = useState<ChosenDays>();
  const choose = ([from, to]: ChosenDays) => {
    setBegun(from && to ? undefined : [from, to]);
    if (from && to) onChange([from, to]);
  };
  return {
    ...labels,
    type: 'range' as const,
    value: begun ?? ([...value] satisfies ChosenDays),
    onChange: choose,
    onDropdownClose: () => setBegun(undefined),
    leftSection: <IconCalendar size={16} />,
    w: 232,
  };
}

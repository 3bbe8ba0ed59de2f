import { useId } from 'react';
import { useTranslation } from 'react-i18next';

const buttons = [
  'previousMonth',
  'nextMonth',
  'previousYear',
  'nextYear',
  'previousDecade',
  'nextDecade',
] as const;

/** What the library's date fields leave without a name: the calendar's buttons, and its dialog, which is the field's. */
export function useCalendarLabels() {
  const { t } = useTranslation('calendar');
  const id = useId();
  return {
    ariaLabels: Object.fromEntries(buttons.map((button) => [button, t(button)])),
    id,
    popoverProps: { id },
  };
}

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Label } from './report.ts';

/** How labels of reports are written. */
export interface ReportLabels {
  text(label: Label): string;
  /** At an axis, where there is little room. */
  short(label: Label): string;
  /** In files: periods as the API writes them. */
  plain(label: Label): string;
}

export function useReportLabels(): ReportLabels {
  const { t, i18n } = useTranslation('reports');
  return useMemo(() => {
    const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
    // A calendar date has no time zone.
    const dayAndMonth = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
    const plain = (label: Label) => {
      if (typeof label === 'string') return label;
      return 'word' in label ? t(`word.${label.word}`) : label.period;
    };
    const text = (label: Label) => {
      if (typeof label === 'string' || 'word' in label || label.cycle !== 'week') return plain(label);
      const [year, week] = label.period.split('-');
      return t('weekOf', { year, week: Number(week) });
    };
    const short = (label: Label) => {
      if (typeof label === 'string' || 'word' in label) return plain(label);
      if (label.cycle === 'date') return dayAndMonth.format(Date.parse(label.period));
      if (label.cycle === 'month') return label.period;
      return t('weekShort', { week: Number(label.period.slice(5)) });
    };
    return { text, short, plain };
  }, [t, i18n.language]);
}

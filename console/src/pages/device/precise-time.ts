import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Writes times to the millisecond. Takes seconds since the epoch. */
export function usePreciseTime(): (seconds: number) => string {
  const { i18n } = useTranslation();
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
  return useMemo(() => {
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
    const time = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    });
    return (seconds) => `${date.format(seconds * 1000)} ${time.format(seconds * 1000)}`;
  }, [locale]);
}

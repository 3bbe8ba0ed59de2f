import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Writes a duration with the two units that matter: 2 days 3 hours. Takes seconds. */
export function useDurationText(): (seconds: number) => string {
  const { i18n } = useTranslation();
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
  return useCallback((seconds: number) => durationText(seconds, locale), [locale]);
}

function durationText(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = units.findIndex(([, each]) => whole >= each);
  const from = first < 0 ? units.length - 1 : first;
  const parts = units.slice(from, from + 2).map(([unit, each], i) => {
    const count = Math.floor(i === 0 ? whole / each : (whole % units[from]![1]) / each);
    return { text: written(count, unit, locale), count };
  });
  return parts
    .filter(({ count }, i) => i === 0 || count > 0)
    .map(({ text }) => text)
    .join(' ');
}

function written(count: number, unit: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** How figures and times are written in the chosen language, in the time zone of the browser. */
export interface Format {
  /** With so many digits after the point; else with as many as matter, up to three. */
  number(value: number, decimals?: number): string;
  /** At most three digits that matter: 12.3k. */
  short(value: number): string;
  percent(share: number): string;
  bytes(count: number): string;
  /** To the second. Takes seconds since the epoch. */
  time(seconds: number): string;
  date(seconds: number): string;
  /** As long ago as it is: 5 minutes ago. Takes seconds since the epoch. */
  ago(seconds: number, nowMs?: number): string;
}

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(() => createFormat(language === 'zh' ? 'zh-CN' : 'en'), [language]);
}

export function createFormat(locale: string): Format {
  const number = new Intl.NumberFormat(locale);
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    number: (value, decimals) =>
      decimals === undefined
        ? number.format(value)
        : value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
    short: (value) => short.format(value),
    percent: (share) => percent.format(share),
    bytes: (count) => writtenBytes(count, number),
    time: (seconds) => time.format(seconds * 1000),
    date: (seconds) => date.format(seconds * 1000),
    ago: (seconds, nowMs = Date.now()) => {
      const passed = seconds - nowMs / 1000;
      const [unit, length] = units.find(([, each]) => Math.abs(passed) >= each) ?? ['second', 1];
      return ago.format(Math.trunc(passed / length), unit);
    },
  };
}

function writtenBytes(count: number, number: Intl.NumberFormat): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(names.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** power;
  return `${number.format(Number(value.toPrecision(3)))} ${names[power]}`;
}

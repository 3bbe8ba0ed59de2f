import '@mantine/dates/styles.css';
import 'dayjs/locale/zh-cn';
import { DatesProvider } from '@mantine/dates';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Around whatever has calendars: their language, and no red days, whose red is too pale to read. */
export function Calendars({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  return (
    <DatesProvider settings={{ locale: i18n.language === 'zh' ? 'zh-cn' : 'en', weekendDays: [] }}>
      {children}
    </DatesProvider>
  );
}

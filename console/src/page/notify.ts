import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

/** What tells the person how something went that he asked for, in a corner of the page. */
export function useNotify() {
  const { t } = useTranslation('shell');
  const closeButtonProps = { 'aria-label': t('close') };
  return {
    done: (message: string = t('done')) => notifications.show({ color: 'green', message, closeButtonProps }),
    failed: (error: unknown) =>
      notifications.show({
        color: 'red',
        closeButtonProps,
        title: t('failed'),
        message: error instanceof Error ? error.message : String(error),
      }),
  };
}

import { useTranslation } from 'react-i18next';

const reasons = {
  'is not well-formed': 'malformed',
  'belongs to another device': 'taken',
  'the device has another one': 'other',
  'does not wait for approval': 'notWaiting',
} as const;

/** What the server has against one device of a call, `mac: belongs to another device`, in the language of the page. */
export function useRefusalReason(): (detail: string) => string {
  const { t } = useTranslation('product');
  return (detail) => {
    const [field, reason = ''] = detail.split(': ');
    const known = reasons[reason as keyof typeof reasons];
    return known ? t(`refusal.${known}`, { field }) : detail;
  };
}

import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Kind } from './definition-draft.ts';

export const kindColors: Readonly<Record<Kind, string>> = {
  status_writable: 'blue',
  status_readonly: 'teal',
  alert: 'orange',
  fault: 'red',
};

/** What kind of data point it is, in a colour and in words. */
export function KindMark({ kind }: { readonly kind: Kind }) {
  const { t } = useTranslation('product');
  return (
    <Badge variant="dot" color={kindColors[kind]} size="sm" tt="none" fw={500}>
      {t(`kind.${kind}`)}
    </Badge>
  );
}

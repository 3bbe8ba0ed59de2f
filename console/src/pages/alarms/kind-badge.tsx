import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconBell } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from './alarm-queries.ts';

/** A fault or an alert, told apart by sign and word. */
export function KindBadge({ kind }: { readonly kind: Alarm['kind'] }) {
  const { t } = useTranslation('alarms');
  const Icon = kind === 'fault' ? IconAlertTriangle : IconBell;
  return (
    <Badge variant="default" leftSection={<Icon size={12} />} tt="none" fw={500} miw="max-content">
      {t(`oneOf.${kind}`)}
    </Badge>
  );
}

import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMayChange } from '../../../session/session.ts';

/** What adoption is for, and where to begin. */
export function NobodyWaits() {
  const { t } = useTranslation('product');
  const mayChange = useMayChange();
  return (
    <Stack align="center" gap="xs">
      <Text size="sm" maw={560}>
        {t('adoption.none')}
      </Text>
      {mayChange && (
        <Anchor component={Link} size="sm" to={{ search: '?tab=devices' }} underline="always">
          {t('adoption.importFirst')}
        </Anchor>
      )}
    </Stack>
  );
}

import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Whose data say where an address is: their licence wants it where places are shown. */
export function PlaceCredit() {
  const { t } = useTranslation('shell');
  return (
    <Text size="xs" c="dimmed">
      {t('placesBy')}{' '}
      <Anchor href="https://db-ip.com" target="_blank" rel="noreferrer" inherit underline="always">
        DB-IP
      </Anchor>
    </Text>
  );
}

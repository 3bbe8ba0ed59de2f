import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ChangeList, filterOf, type ListState, noFilter } from './device-filter.ts';

interface NoDevicesProps {
  readonly productKey: string;
  readonly state: ListState;
  readonly change: ChangeList;
}

/** Why the table is empty, and what to do about it. */
export function NoDevices({ productKey, state, change }: NoDevicesProps) {
  const { t } = useTranslation('devices');
  const { gid, ...others } = filterOf(state);
  const isFiltered = Object.keys(others).length > 0;
  if (isFiltered)
    return (
      <Stack align="center" gap="xs">
        <Text>{t('noMatch')}</Text>
        <Button variant="default" onClick={() => change({ ...noFilter, gid: gid ?? '' })}>
          {t('clearAll')}
        </Button>
      </Stack>
    );
  if (gid !== undefined) return t('noneInGroup');
  return (
    <Stack align="center" gap="xs">
      <Text>{t('none')}</Text>
      <Text size="sm">{t('noneHint')}</Text>
      <Button component={Link} to={`/products/${productKey}?product_key=${productKey}`} variant="default">
        {t('toProduct')}
      </Button>
    </Stack>
  );
}

import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../page/panel.tsx';
import { PlaceCredit } from '../../../page/place-credit.tsx';
import { useMayChange } from '../../../session/session.ts';
import type { Device } from '../device-queries.ts';
import { Fact } from '../fact.tsx';
import { coordinatesText } from './coordinates-text.ts';
import { LocationForm } from './location-form.tsx';

/** Where the device is. */
export function LocationTab({ device }: { readonly device: Device }) {
  const { t } = useTranslation('device');
  const mayChange = useMayChange();
  const [isOpen, modal] = useDisclosure(false);
  const { country, region, city, longitude, latitude, client_ip } = device;
  const isSomewhere = country !== null || longitude !== null || latitude !== null;
  const edit = mayChange && (
    <Button size="xs" variant="default" leftSection={<IconPencil size={14} />} onClick={modal.open}>
      {t('location.edit')}
    </Button>
  );
  return (
    <Panel title={t('tab.location')} actions={edit}>
      <Stack gap="md">
        <SimpleGrid component="dl" cols={{ base: 2, sm: 3 }} m={0}>
          <Fact label={t('location.country')}>{country ?? '–'}</Fact>
          <Fact label={t('location.region')}>{region ?? '–'}</Fact>
          <Fact label={t('location.city')}>{city ?? '–'}</Fact>
          <Fact
            label={t('location.coordinates')}
            {...(longitude !== null && latitude !== null && { copy: `${latitude}, ${longitude}` })}
          >
            {longitude === null || latitude === null ? '–' : coordinatesText(latitude, longitude)}
          </Fact>
          <Fact label={t('fact.ip')}>{client_ip ?? '–'}</Fact>
        </SimpleGrid>
        <Text size="sm" c="dimmed" maw={640}>
          {isSomewhere ? t('location.hint') : t('location.unknown')}
        </Text>
        <PlaceCredit />
      </Stack>
      {isOpen && <LocationForm device={device} onClose={modal.close} />}
    </Panel>
  );
}

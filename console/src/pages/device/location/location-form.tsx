import { Alert, Button, Group, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../page/dialog.tsx';
import { useNotify } from '../../../page/notify.ts';
import { type Device, type DeviceChange, useUpdateDevice } from '../device-queries.ts';

interface LocationFormProps {
  readonly device: Device;
  onClose(): void;
}

const placeFields = ['country', 'region', 'city'] as const;
const angleFields = [
  ['latitude', 90],
  ['longitude', 180],
] as const;

type Field = (typeof placeFields)[number] | (typeof angleFields)[number][0];
type Draft = Readonly<Record<Field, string>>;

/** Says where the device is; what is left empty is unset. */
export function LocationForm({ device, onClose }: LocationFormProps) {
  const { t } = useTranslation('device');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const [draft, setDraft] = useState(() => draftOf(device));
  const update = useUpdateDevice(device.did);
  const set = (field: Field, value: string | number) =>
    setDraft((before) => ({ ...before, [field]: String(value) }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(changeOf(draft), {
      onSuccess: () => {
        notify.done(t('location.saved'));
        onClose();
      },
    });
  };
  // "form invalid: country: is required with region or city"
  const message = update.error?.message;
  const refused = ([...placeFields, 'latitude', 'longitude'] as const).find((field) =>
    message?.includes(`: ${field}:`),
  );
  const errorOf = (field: Field) => field === refused && message;
  return (
    <Dialog onClose={onClose} title={t('location.edit')}>
      <form onSubmit={submit}>
        <Stack>
          {placeFields.map((field, index) => (
            <TextInput
              key={field}
              label={t(`location.${field}`)}
              maxLength={64}
              value={draft[field]}
              onChange={(event) => set(field, event.currentTarget.value)}
              error={errorOf(field)}
              data-autofocus={index === 0 || undefined}
            />
          ))}
          <SimpleGrid cols={2}>
            {angleFields.map(([field, limit]) => (
              <NumberInput
                key={field}
                label={t(`location.${field}`)}
                min={-limit}
                max={limit}
                decimalScale={6}
                hideControls
                value={draft[field]}
                onChange={(value) => set(field, value)}
                error={errorOf(field)}
              />
            ))}
          </SimpleGrid>
          {message && !refused && <Alert color="red">{message}</Alert>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button type="submit" loading={update.isPending}>
              {shell('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function draftOf({ country, region, city, latitude, longitude }: Device): Draft {
  return {
    country: country ?? '',
    region: region ?? '',
    city: city ?? '',
    latitude: latitude === null ? '' : String(latitude),
    longitude: longitude === null ? '' : String(longitude),
  };
}

function changeOf({ country, region, city, latitude, longitude }: Draft): DeviceChange {
  return {
    country: country.trim() || null,
    region: region.trim() || null,
    city: city.trim() || null,
    latitude: latitude === '' ? null : Number(latitude),
    longitude: longitude === '' ? null : Number(longitude),
  };
}

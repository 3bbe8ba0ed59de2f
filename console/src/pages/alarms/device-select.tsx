import { type ComboboxItem, type ComboboxParsedItem, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { devicesQuery } from './alarm-queries.ts';

interface DeviceSelectProps {
  readonly productKey: string;
  /** Empty: all devices. */
  readonly did: string;
  onChange(did: string): void;
}

const pauseMs = 150;

/** One device of the product, found by the beginning of its MAC or did. */
export function DeviceSelect({ productKey, did, onChange }: DeviceSelectProps) {
  const { t } = useTranslation('alarms');
  const [words, setWords] = useState('');
  const { data: chosen } = useQuery({ ...devicesQuery(productKey, did), enabled: did !== '' });
  const chosenName = did && (chosen?.find((device) => device.did === did)?.mac ?? did);
  // The name of the device that is chosen stands in the field, and is not what is sought.
  const [sought] = useDebouncedValue(words === chosenName ? '' : words.trim(), pauseMs);
  const { data: found = [] } = useQuery(devicesQuery(productKey, sought));
  const others = found.filter((device) => device.did !== did);
  return (
    <Select
      label={t('device')}
      placeholder={t('deviceHint')}
      flex="1 1 150px"
      maw={220}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('allDevices') }}
      searchValue={words}
      onSearchChange={setWords}
      nothingFoundMessage={t('noDevice')}
      value={did || null}
      onChange={(value) => onChange(value ?? '')}
      // Until the server has looked for the latest words, what it found for those before is still here.
      filter={({ options, search }) => (search === chosenName ? options : beginningWith(search, options))}
      data={[
        ...(did ? [{ value: did, label: chosenName }] : []),
        ...others.map((device) => ({ value: device.did, label: device.mac })),
      ]}
    />
  );
}

function beginningWith(words: string, options: ComboboxParsedItem[]): ComboboxItem[] {
  const sought = words.trim().toLowerCase();
  return options
    .filter((option) => 'value' in option)
    .filter(
      ({ label, value }) => label.toLowerCase().startsWith(sought) || value.toLowerCase().startsWith(sought),
    );
}

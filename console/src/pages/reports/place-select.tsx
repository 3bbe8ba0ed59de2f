import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type PlacePath, placePaths } from './place.ts';
import { placesQuery } from './report-queries.ts';

interface PlaceSelectProps {
  readonly productKey: string;
  readonly path: PlacePath;
  onChange(path: PlacePath): void;
}

const optionsMax = 200;

/** A country, region or city that devices of the product are in. */
export function PlaceSelect({ productKey, path, onChange }: PlaceSelectProps) {
  const { t } = useTranslation('reports');
  const { data: places } = useQuery(placesQuery(productKey));
  const options = useMemo(() => placePaths(places ?? []).map(optionOf), [places]);
  const chosen = optionOf(path);
  const isUnknown = path.country !== '' && !options.some(({ value }) => value === chosen.value);
  return (
    <Select
      label={t('place')}
      flex="1 1 150px"
      maw={220}
      searchable
      limit={optionsMax}
      allowDeselect={false}
      value={chosen.value}
      onChange={(value) => onChange(pathOf(value ?? ''))}
      data={[{ value: '', label: t('allPlaces') }, ...options, ...(isUnknown ? [chosen] : [])]}
    />
  );
}

const separator = '\u001f';

function optionOf({ country, region, city }: PlacePath): { value: string; label: string } {
  const names = [country, region, city].filter(Boolean);
  return { value: names.join(separator), label: names.join(' › ') };
}

function pathOf(value: string): PlacePath {
  const [country = '', region = '', city = ''] = value.split(separator);
  return { country, region, city };
}

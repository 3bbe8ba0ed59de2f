import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { placesQuery } from '../overview/overview-queries.ts';
import { type Place, treeOfPlaces } from '../overview/places.ts';
import type { ChangeList, ListState } from './device-filter.ts';

interface PlaceSelectProps {
  readonly productKey: string;
  readonly state: ListState;
  readonly change: ChangeList;
}

/** Country, region, city, as far as they are known. */
type Path = readonly string[];

const optionsMax = 200;

/** A country, region or city that devices of the product are in; nothing where no place is known. */
export function PlaceSelect({ productKey, state, change }: PlaceSelectProps) {
  const { t } = useTranslation('devices');
  const { t: shell } = useTranslation('shell');
  const { data } = useQuery(placesQuery({ product_key: productKey }));
  const options = useMemo(() => pathsOf(treeOfPlaces(data?.places ?? [])).map(optionOf), [data]);
  const chosen = optionOf(pathIn(state));
  const isUnlisted = chosen.label !== '' && !options.some(({ value }) => value === chosen.value);
  if (options.length === 0 && !isUnlisted) return null;
  const choose = (value: string | null) => {
    const [country = '', region = '', city = ''] = value === null ? [] : (JSON.parse(value) as Path);
    change({ country, region, city });
  };
  return (
    <Select
      label={t('place')}
      placeholder={t('anyPlace')}
      searchable
      openOnFocus={false}
      clearable
      clearButtonProps={{ 'aria-label': t('clearField', { field: t('place') }) }}
      limit={optionsMax}
      comboboxProps={{ withinPortal: false }}
      nothingFoundMessage={shell('nothingFound')}
      data={isUnlisted ? [chosen, ...options] : options}
      value={chosen.label ? chosen.value : null}
      onChange={choose}
    />
  );
}

/** As chosen; without those that are not. */
export function pathIn({ country, region, city }: ListState): Path {
  return [country, region, city];
}

function pathsOf(places: readonly Place[], above: Path = []): Path[] {
  return places
    .filter(({ name }) => name !== '')
    .flatMap(({ name, parts }) => {
      const path = [...above, name];
      return [path, ...pathsOf(parts, path)];
    });
}

function optionOf(path: Path): { value: string; label: string } {
  const [country = '', region = '', city = ''] = path;
  return {
    value: JSON.stringify([country, region, city]),
    label: path.filter(Boolean).join(' / '),
  };
}

import { Select } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answerOf, managementApi } from '../api/api-client.ts';

const pauseMs = 150;

interface QuickSearchProps {
  /** Told when somebody has gone where he wanted. */
  readonly onLeave?: () => void;
}

/** Leads to a device by the beginning of its did or mac, or to a product by its name; reached with Ctrl+K. */
export function QuickSearch({ onLeave }: QuickSearchProps) {
  const { t } = useTranslation('shell');
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), pauseMs);
  const { data: found } = useQuery({
    queryKey: ['search', asked],
    queryFn: () => answerOf(managementApi.GET('/console/v1/search', { params: { query: { q: asked } } })),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  useHotkeys([['mod+K', () => input.current?.focus()]], []);
  const { devices = [], products = [] } = (asked && found) || {};
  const go = (address: string | null) => {
    if (!address) return;
    setWords('');
    input.current?.blur();
    onLeave?.();
    void navigate(address);
  };
  return (
    <Select
      ref={input}
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={16} />}
      rightSection={<span />}
      comboboxProps={{ width: 340, position: 'bottom-start' }}
      searchable
      searchValue={words}
      onSearchChange={setWords}
      value={null}
      onChange={go}
      // The server has looked already.
      filter={({ options }) => options}
      nothingFoundMessage={asked && found ? t('nothingFound') : undefined}
      data={[
        {
          group: t('section.devices'),
          items: devices.map(({ product_key, product_name, did, mac }) => ({
            value: `/devices/${product_key}/${did}?product_key=${product_key}`,
            label: `${mac} · ${product_name}`,
          })),
        },
        {
          group: t('section.products'),
          items: products.map(({ product_key, name }) => ({
            value: `/products/${product_key}?product_key=${product_key}`,
            label: name,
          })),
        },
      ].filter(({ items }) => items.length > 0)}
    />
  );
}

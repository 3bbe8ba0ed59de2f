import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useScopeSearch } from '../scope/scope.ts';

export interface AddressTab {
  readonly value: string;
  readonly label: string;
  content(): ReactNode;
}

/** Tabs of a page; which one is open stands in the address as `tab`, and what it was asked to show leaves with it. */
export function AddressTabs({ tabs }: { readonly tabs: readonly AddressTab[] }) {
  const [search, setSearch] = useSearchParams();
  const scope = useScopeSearch();
  const chosen = tabs.find(({ value }) => value === search.get('tab')) ?? tabs[0];
  const open = (value: string | null) => {
    const next = new URLSearchParams(scope);
    if (value && value !== tabs[0]?.value) next.set('tab', value);
    setSearch(next);
  };
  return (
    <Tabs value={chosen?.value ?? null} keepMounted={false} onChange={open}>
      <Tabs.List mb="md" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
        {tabs.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value} style={{ flexShrink: 0 }}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value, content }) => (
        <Tabs.Panel key={value} value={value}>
          {value === chosen?.value && content()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

import { Card, Group, Select, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../page/failure.tsx';
import { useMayChange } from '../../session/session.ts';
import { DataTable } from '../../table/data-table.tsx';
import { Pager } from '../../table/pager.tsx';
import { useSearchState } from '../../table/search-state.ts';
import { useDeviceColumns } from './device-columns.tsx';
import { type ListState, listNames, pageSizes, queryOf } from './device-filter.ts';
import { DeviceFilters } from './device-filters.tsx';
import { devicesQuery, type ListedDevice } from './device-list-queries.ts';
import { FilterChips } from './filter-chips.tsx';
import { NoDevices } from './no-devices.tsx';
import { SelectionBar } from './selection-bar.tsx';

interface DeviceBrowserProps {
  readonly productKey: string;
  /** Those of a group and of the groups below it, on a page about the group. */
  readonly gid?: string;
}

/** Devices of a product: looked for, chosen, and changed together. What is looked for is in the address. */
export function DeviceBrowser({ productKey, gid }: DeviceBrowserProps) {
  const { t } = useTranslation('devices');
  const mayChange = useMayChange();
  const [inAddress, change] = useSearchState(listNames);
  const state: ListState = gid === undefined ? inAddress : { ...inAddress, gid };
  const query = queryOf(state);
  const { data, dataUpdatedAt, error, isPlaceholderData, refetch } = useQuery(
    devicesQuery(productKey, query),
  );
  const [selected, setSelected] = useState<ReadonlyMap<string, ListedDevice>>(new Map());
  const [shownGid, setShownGid] = useState(gid);
  if (gid !== shownGid) {
    setShownGid(gid);
    setSelected(new Map());
  }
  const columns = useDeviceColumns(productKey);
  const ids = useMemo(() => [...selected.keys()], [selected]);
  const rows = data?.objects ?? [];
  const select = (chosen: readonly string[]) => {
    const known = new Map([...selected, ...rows.map((device) => [device.did, device] as const)]);
    setSelected(new Map(chosen.map((did) => [did, known.get(did)!])));
  };
  const isOfGroup = gid !== undefined;
  const filters = (
    <DeviceFilters productKey={productKey} state={state} change={change} isOfGroup={isOfGroup} />
  );
  return (
    <Stack gap="sm">
      <FilterChips productKey={productKey} state={state} change={change} isOfGroup={isOfGroup} />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <Card withBorder padding="md">
        {!data ? (
          <>
            <Group mb="xs">{filters}</Group>
            <Skeleton h={560} />
          </>
        ) : (
          <DataTable
            label={t('title')}
            columns={columns}
            rows={rows}
            idOf={idOf}
            asOf={dataUpdatedAt}
            isFetching={isPlaceholderData}
            emptyText={<NoDevices productKey={productKey} state={state} change={change} />}
            tools={filters}
            {...(mayChange && {
              selection: { ids, onChange: select, labelOf: ({ mac }: ListedDevice) => mac },
            })}
          />
        )}
        {data && (
          <Group justify="space-between" mt="sm">
            <Select
              aria-label={t('pageSize')}
              size="xs"
              w={110}
              allowDeselect={false}
              value={String(query.limit)}
              onChange={(limit) => change({ limit: limit ?? '' })}
              data={[...new Set([...pageSizes, String(query.limit)])].map((value) => ({
                value,
                label: t('perPage', { size: value }),
              }))}
            />
            <Pager
              skip={query.skip}
              limit={query.limit}
              total={data.meta.total}
              onSkip={(skip) => change({ skip: skip === 0 ? '' : String(skip) })}
            />
          </Group>
        )}
      </Card>
      {selected.size > 0 && (
        <SelectionBar
          productKey={productKey}
          devices={[...selected.values()]}
          onDone={() => setSelected(new Map())}
        />
      )}
    </Stack>
  );
}

const idOf = ({ did }: ListedDevice) => did;

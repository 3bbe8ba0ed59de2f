import { Checkbox, ScrollArea, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { Failure } from '../../page/failure.tsx';
import { devicesQuery } from '../devices/device-list-queries.ts';
import { SearchBox } from '../devices/search-box.tsx';

interface FoundDevicesProps {
  readonly productKey: string;
  /** Devices that are in this group already cannot be chosen. */
  readonly gid: string;
  /** Macs. */
  readonly chosen: readonly string[];
  onChange(macs: string[]): void;
}

const shownMax = 50;

/** Devices to choose from, as they are looked for. */
export function FoundDevices({ productKey, gid, chosen, onChange }: FoundDevicesProps) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const [q, setQ] = useState('');
  const { data, error } = useQuery(
    devicesQuery(productKey, { ...(q && { q }), show_disabled: 1, limit: shownMax }),
  );
  return (
    <Stack gap="xs">
      <SearchBox label={t('search')} value={q} onChange={setQ} />
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton h={280} />}
      {data && (
        <ScrollArea
          h={280}
          type="auto"
          viewportProps={{ tabIndex: 0, 'aria-label': t('found'), role: 'region' }}
        >
          <Checkbox.Group aria-label={t('found')} value={[...chosen]} onChange={onChange}>
            <Stack gap="xs" p={4}>
              {data.objects.map((device) => (
                <Checkbox
                  key={device.did}
                  value={device.mac}
                  disabled={device.gid === gid}
                  label={device.mac}
                  description={groupText(device)}
                  styles={{ label: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          {data.objects.length === 0 && (
            <Text size="sm" c="dimmed" ta="center" py="lg">
              {t('notFound')}
            </Text>
          )}
        </ScrollArea>
      )}
      {data && data.meta.total > shownMax && (
        <Text size="xs" c="dimmed">
          {t('firstOf', { count: shownMax, total: format.number(data.meta.total) })}
        </Text>
      )}
    </Stack>
  );

  function groupText(device: { readonly gid: string | null; readonly group_name: string | null }) {
    if (device.gid === null) return t('inNoGroup');
    if (device.gid === gid) return t('inThisGroup');
    return t('inGroup', { name: device.group_name || device.gid.slice(0, 8) });
  }
}

import { Alert, Button, Card, Group, MultiSelect, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconFileSpreadsheet, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf } from '../../../format/csv.ts';
import { download } from '../../../format/download.ts';
import { useFormat } from '../../../format/format.ts';
import { Failure } from '../../../page/failure.tsx';
import { useSearchState } from '../../../table/search-state.ts';
import { type DataPoint, isDrawable } from '../data-point.ts';
import { type Device, type Series, seriesQuery } from '../device-queries.ts';
import { PeriodSelect } from '../period-select.tsx';
import { useSpan } from '../use-span.ts';
import { PointChart } from './point-chart.tsx';

interface HistoryTabProps {
  readonly device: Device;
  readonly points: readonly DataPoint[];
}

const chosenAtFirst = 4;
/** As many as the server sums up in one call. */
const mostChosen = 16;

/** How data points developed. */
export function HistoryTab({ device, points }: HistoryTabProps) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const [{ points: inAddress, ...period }, change] = useSearchState(['points', 'period', 'from', 'to']);
  const drawable = points.filter(isDrawable);
  const names = useMemo(() => chosenNames(points, inAddress), [points, inAddress]);
  const span = useSpan(period);
  const { data, error, refetch, isPending, isPlaceholderData } = useQuery(
    seriesQuery(device, { ...span, names }),
  );
  const choose = (chosen: readonly string[]) => change({ points: chosen.join(',') });
  if (drawable.length === 0)
    return (
      <Text c="dimmed" ta="center" py="xl">
        {t('history.nothingDrawable')}
      </Text>
    );
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <MultiSelect
          flex="1 1 280px"
          size="xs"
          aria-label={t('history.points')}
          placeholder={names.length === 0 ? t('history.points') : undefined}
          searchable
          hidePickedOptions
          maxValues={mostChosen}
          data={drawable.map(({ name, label }) => ({ value: name, label }))}
          value={names}
          onChange={choose}
        />
        <Group gap="xs">
          <PeriodSelect state={period} onChange={change} />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFileSpreadsheet size={16} />}
            disabled={!data}
            onClick={() => data && download(`${device.mac}-history.csv`, historyCsv(data))}
          >
            {t('csv')}
          </Button>
        </Group>
      </Group>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data?.is_sampled && (
        <Alert color="gray" icon={<IconInfoCircle size={18} />} py="xs">
          {t('history.sampled', { frames: format.number(data.frames) })}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, xl: 2 }}>
        {isPending && names.map((name) => <Skeleton key={name} h={256} />)}
        {data &&
          names.map((name) => (
            <Card key={name} withBorder padding="md" style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
              <PointChart
                point={drawable.find((one) => one.name === name)!}
                series={data.series.find((one) => one.name === name)}
                span={data}
                deviceName={device.mac}
              />
            </Card>
          ))}
      </SimpleGrid>
    </Stack>
  );
}

/** Those of the address, else some numbers, what the device measures first. */
function chosenNames(points: readonly DataPoint[], inAddress: string): string[] {
  const drawable = points.filter(isDrawable);
  const asked = inAddress.split(',');
  const known = drawable.filter(({ name }) => asked.includes(name));
  if (known.length > 0) return known.slice(0, mostChosen).map(({ name }) => name);
  const interest = ({ range, type }: DataPoint) => (range ? 2 : 0) + (type === 'status_readonly' ? 1 : 0);
  return [...drawable]
    .sort((a, b) => interest(b) - interest(a))
    .slice(0, chosenAtFirst)
    .map(({ name }) => name);
}

function historyCsv({ series }: Series): Blob {
  const rows = series.flatMap(({ name, time, min, max, mean, last, count }) =>
    time.map((at, i) => [
      new Date(at * 1000).toISOString(),
      name,
      mean[i],
      min[i],
      max[i],
      last[i],
      count[i],
    ]),
  );
  return csvOf(['time', 'name', 'mean', 'min', 'max', 'last', 'count'], rows);
}

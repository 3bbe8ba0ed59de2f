import { Anchor, Box, ScrollArea, SimpleGrid, Skeleton, Table, Text } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BarChart } from '../../charts/bar-chart.tsx';
import type { ChartHandle } from '../../charts/chart-canvas.tsx';
import { download } from '../../format/download.ts';
import { useFormat } from '../../format/format.ts';
import { DownloadButton } from '../../page/download-button.tsx';
import { Panel } from '../../page/panel.tsx';
import type { AlarmFilters, ChangeFilters } from './alarm-filters.ts';
import type { PointCount } from './alarm-queries.ts';
import { KindBadge } from './kind-badge.tsx';

interface PointsPanelProps {
  /** Undefined while they are not known. */
  readonly points: readonly PointCount[] | undefined;
  readonly filters: AlarmFilters;
  readonly change: ChangeFilters;
}

const barsPx = 44;
const aroundBarsPx = 80;

/** How often each data point was raised, and how many of its alarms are open; a click shows those of one alone. */
export function PointsPanel({ points, filters, change }: PointsPanelProps) {
  const { t } = useTranslation('alarms');
  const handle = useRef<ChartHandle>(null);
  const { kind } = filters;
  const shown = useMemo(() => points?.filter((point) => !kind || point.kind === kind), [points, kind]);
  const categories = useMemo(() => shown?.map(nameOf) ?? [], [shown]);
  const series = useMemo(
    () => [
      { label: t('raised'), values: shown?.map(({ raised }) => raised) ?? [] },
      { label: t('openNow'), values: shown?.map(({ open }) => open) ?? [] },
    ],
    [shown, t],
  );
  const save = async () => download('alarms_by_data_point.png', await handle.current!.toPng());
  return (
    <Panel
      title={t('byPoint')}
      actions={<DownloadButton kind="png" isDisabled={categories.length === 0} onClick={save} />}
    >
      {!shown && <Skeleton h={260} />}
      {shown?.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {t('noCounts')}
        </Text>
      )}
      {shown && shown.length > 0 && (
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
          <Box miw={0}>
            <BarChart
              label={t('byPoint')}
              categories={categories}
              series={series}
              isLying
              heightPx={shown.length * barsPx + aroundBarsPx}
              handle={handle}
            />
          </Box>
          <PointRows points={shown} chosen={filters.attr} onChoose={(attr) => change({ attr })} />
        </SimpleGrid>
      )}
    </Panel>
  );
}

interface PointRowsProps {
  readonly points: readonly PointCount[];
  readonly chosen: string;
  onChoose(name: string): void;
}

function PointRows({ points, chosen, onChoose }: PointRowsProps) {
  const { t } = useTranslation('alarms');
  const format = useFormat();
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': t('pointCounts'), role: 'region' }}>
      <Table
        verticalSpacing={6}
        highlightOnHover
        aria-label={t('pointCounts')}
        style={{ whiteSpace: 'nowrap' }}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('point')}</Table.Th>
            <Table.Th>{t('kind')}</Table.Th>
            <Table.Th ta="right">{t('raised')}</Table.Th>
            <Table.Th ta="right">{t('openNow')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={`${point.kind} ${point.name}`}>
              <Table.Td>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  ta="left"
                  fw={point.name === chosen ? 600 : 400}
                  aria-pressed={point.name === chosen}
                  aria-label={t('showPoint', { name: nameOf(point) })}
                  onClick={() => onChoose(point.name === chosen ? '' : point.name)}
                >
                  {nameOf(point)}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <KindBadge kind={point.kind} />
              </Table.Td>
              <Table.Td ta="right" style={tabular}>
                {format.number(point.raised)}
              </Table.Td>
              <Table.Td ta="right" style={tabular}>
                {format.number(point.open)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

const tabular = { fontVariantNumeric: 'tabular-nums' };

function nameOf({ name, display_name }: PointCount): string {
  return display_name ?? name;
}

import { ActionIcon, Group, ScrollArea, Select, Table, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf } from '../../format/csv.ts';
import { download } from '../../format/download.ts';
import { useFormat } from '../../format/format.ts';
import { DownloadButton } from '../../page/download-button.tsx';
import { Panel } from '../../page/panel.tsx';
import { PlaceCredit } from '../../page/place-credit.tsx';
import { type Place, placePaths } from './place.ts';
import classes from './place-table.module.css';
import type { PlaceCounts } from './report.ts';
import { type ReportLabels, useReportLabels } from './report-labels.ts';

interface PlaceTableProps {
  readonly counts: readonly PlaceCounts[];
  /** Which of them, by its period; empty: the first. */
  readonly at: string;
  onAt(at: string): void;
  readonly fileName: string;
}

/** What was counted where: countries with their provinces with their cities, and the share of each. */
export function PlaceTable({ counts, at, onAt, fileName }: PlaceTableProps) {
  const { t } = useTranslation('reports');
  const labels = useReportLabels();
  const nameOf = ({ period }: PlaceCounts) => (period ? keyOf(period, labels) : '');
  const chosen = counts.find((each) => nameOf(each) === at) ?? counts[0]!;
  const isEmpty = chosen.places.length === 0;
  const header = [...(['country', 'region', 'city'] as const), ...chosen.measures];
  const save = () => {
    const rows = placePaths(chosen.places).map(({ country, region, city, place }) => [
      country,
      region,
      city,
      ...place.values,
    ]);
    const names = header.map((word) => t(`word.${word}`));
    download(`places_${fileName}.csv`, csvOf(names, rows));
  };
  return (
    <Panel title={t('places')} actions={<DownloadButton kind="csv" isDisabled={isEmpty} onClick={save} />}>
      {counts.length > 1 && (
        <Select
          label={t('placesOf')}
          w={220}
          allowDeselect={false}
          value={nameOf(chosen)}
          onChange={(value) => onAt(value ?? '')}
          data={counts.map((each) => ({
            value: nameOf(each),
            label: each.period ? labels.text(each.period) : '',
          }))}
        />
      )}
      {isEmpty ? (
        <Text c="dimmed" ta="center" py="xl">
          {t('noPlaces')}
        </Text>
      ) : (
        <>
          <PlaceRows counts={chosen} />
          <PlaceCredit />
        </>
      )}
    </Panel>
  );
}

/** Which period it is, in an address. */
function keyOf(period: NonNullable<PlaceCounts['period']>, { plain }: ReportLabels): string {
  return typeof period === 'object' && 'word' in period ? period.word : plain(period);
}

function PlaceRows({ counts }: { readonly counts: PlaceCounts }) {
  const { t } = useTranslation('reports');
  const { measures, everywhere, places } = counts;
  const unknown = everywhere.map((total, index) =>
    places.reduce((left, { values }) => left - values[index]!, total),
  );
  const all: Place = { name: t('all'), values: everywhere, places: [] };
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': t('placeCounts'), role: 'region' }}>
      <Table
        verticalSpacing={6}
        highlightOnHover
        aria-label={t('placeCounts')}
        className={classes.table ?? ''}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('place')}</Table.Th>
            {measures.map((measure) => (
              <Table.Th key={measure} ta="right">
                {t(`word.${measure}`)}
              </Table.Th>
            ))}
            <Table.Th className={classes.share ?? ''}>{t('share')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <PlaceRow place={all} whole={everywhere[0]!} depth={0} isBold />
          {places.map((place) => (
            <PlaceRow
              key={place.name}
              place={place}
              whole={everywhere[0]!}
              depth={0}
              isOpenAtFirst={places.length === 1}
            />
          ))}
          {unknown.some((count) => count > 0) && (
            <PlaceRow
              place={{ name: t('nowhere'), values: unknown, places: [] }}
              whole={everywhere[0]!}
              depth={0}
            />
          )}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

interface PlaceRowProps {
  readonly place: Place;
  /** What the share is of. */
  readonly whole: number;
  readonly depth: number;
  readonly isBold?: boolean;
  readonly isOpenAtFirst?: boolean;
}

const indentPx = 22;

function PlaceRow({ place, whole, depth, isBold = false, isOpenAtFirst = false }: PlaceRowProps) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { name, values, places } = place;
  const share = whole === 0 ? 0 : values[0]! / whole;
  return (
    <>
      <Table.Tr fw={isBold ? 600 : 400}>
        <Table.Td>
          <Group gap={4} wrap="nowrap" pl={depth * indentPx + (places.length > 0 ? 0 : indentPx + 4)}>
            {places.length > 0 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={indentPx}
                aria-expanded={isOpen}
                aria-label={t(isOpen ? 'collapse' : 'expand', { name })}
                onClick={() => setOpen(!isOpen)}
              >
                {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
              </ActionIcon>
            )}
            {name}
          </Group>
        </Table.Td>
        {values.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values have no other name than their place
          <Table.Td key={index} ta="right" className={classes.figure ?? ''}>
            {format.number(value)}
          </Table.Td>
        ))}
        <Table.Td className={classes.share ?? ''}>
          <Group gap="xs" wrap="nowrap">
            <div className={classes.track} aria-hidden>
              <div className={classes.bar} style={{ width: `${100 * share}%` }} />
            </div>
            <span className={classes.percent}>{format.percent(share)}</span>
          </Group>
        </Table.Td>
      </Table.Tr>
      {isOpen &&
        places.map((inside) => <PlaceRow key={inside.name} place={inside} whole={whole} depth={depth + 1} />)}
    </>
  );
}

import { ActionIcon, Box, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { Failure } from '../../page/failure.tsx';
import { Panel } from '../../page/panel.tsx';
import { PlaceCredit } from '../../page/place-credit.tsx';
import { type Asked, placesQuery } from './overview-queries.ts';
import { type Place, treeOfPlaces } from './places.ts';

const shownAtFirst = 8;

/** Where the devices are: countries with their regions and cities, those with the most devices first. */
export function PlaceTree({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation('overview');
  const { data, error, refetch } = useQuery(placesQuery(asked));
  const places = useMemo(() => data && treeOfPlaces(data.places), [data]);
  const total = places?.reduce((sum, place) => sum + place.total, 0) ?? 0;
  return (
    <Panel title={t('places')}>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {!places && !error && <Skeleton h={200} />}
      {places?.length === 0 && <Text c="dimmed">{t('noPlaces')}</Text>}
      <Stack gap={4}>
        {places?.slice(0, shownAtFirst).map((place) => (
          <PlaceRow key={place.name} place={place} total={total} depth={0} />
        ))}
      </Stack>
      <PlaceCredit />
    </Panel>
  );
}

interface PlaceRowProps {
  readonly place: Place;
  readonly total: number;
  readonly depth: number;
}

function PlaceRow({ place, total, depth }: PlaceRowProps) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const name = place.name || t('unknownPlace');
  const hasParts = place.parts.length > 0;
  return (
    <>
      <Group wrap="nowrap" gap="xs" pl={depth * 20}>
        <Box w={22}>
          {hasParts && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-expanded={isOpen}
              aria-label={name}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
            </ActionIcon>
          )}
        </Box>
        <Text size="sm" truncate flex={1} miw={0}>
          {name}
        </Text>
        <Progress
          value={(100 * place.total) / total}
          w={{ base: 70, sm: 140 }}
          aria-label={`${name}: ${format.percent(place.total / total)}`}
        />
        <Text size="sm" w={100} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {t('onlineOf', { online: format.number(place.online), total: format.number(place.total) })}
        </Text>
      </Group>
      {isOpen &&
        place.parts.map((part) => <PlaceRow key={part.name} place={part} total={total} depth={depth + 1} />)}
    </>
  );
}

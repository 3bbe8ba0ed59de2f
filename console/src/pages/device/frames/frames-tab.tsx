import {
  ActionIcon,
  Button,
  Card,
  Center,
  Group,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../page/failure.tsx';
import { useSearchState } from '../../../table/search-state.ts';
import type { DataPoint } from '../data-point.ts';
import { type Device, type Frame, framesQuery } from '../device-queries.ts';
import { spanOf } from '../period.ts';
import { PeriodSelect } from '../period-select.tsx';
import { FrameEntry } from './frame-entry.tsx';

interface FramesTabProps {
  readonly device: Device;
  readonly points: readonly DataPoint[];
}

const kinds = ['data', 'dev2app', 'app2dev', 'rejected'] as const satisfies readonly Frame['kind'][];

/** What the device and the cloud said to each other, byte by byte. */
export function FramesTab({ device, points }: FramesTabProps) {
  const { t } = useTranslation('device');
  const [{ kind, ...period }, change] = useSearchState(['kind', 'period', 'from', 'to']);
  const shownKind = kinds.find((one) => one === kind) ?? '';
  // Older pages stay as they are until one asks for what is new.
  const [nowMs, setNowMs] = useState(Date.now);
  const span = spanOf(period, nowMs);
  const query = framesQuery(device, { kind: shownKind, ...span });
  const { data, error, refetch, isPending, isPlaceholderData, ...more } = useInfiniteQuery(query);
  const renew = () => {
    const laterMs = Date.now();
    if (spanOf(period, laterMs).end_time === span.end_time) void refetch();
    else setNowMs(laterMs);
  };
  const frames = data?.pages.flatMap((page) => page.frames) ?? [];
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={t('frames.kindLabel')}
          value={shownKind}
          onChange={(value) => change({ kind: value })}
          data={[
            { value: '', label: t('frames.all') },
            ...kinds.map((value) => ({ value, label: t(`frames.kind.${value}`) })),
          ]}
        />
        <Group gap="xs">
          <PeriodSelect state={period} onChange={change} />
          <Tooltip label={t('frames.renew')}>
            <ActionIcon variant="default" onClick={renew} aria-label={t('frames.renew')}>
              <IconRefresh size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton h={420} />}
      {data && frames.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {t('frames.empty')}
        </Text>
      )}
      {frames.length > 0 && (
        <Card
          component="ul"
          withBorder
          padding={0}
          m={0}
          aria-label={t('tab.frames')}
          style={{ listStyle: 'none', opacity: isPlaceholderData ? 0.6 : 1 }}
        >
          {frames.map((frame, index) => (
            // Two frames may be the same in everything that is known of them.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <FrameEntry key={`${frame.time} ${index}`} frame={frame} points={points} />
          ))}
        </Card>
      )}
      {more.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={more.isFetchingNextPage}
            onClick={() => void more.fetchNextPage()}
          >
            {t('older')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

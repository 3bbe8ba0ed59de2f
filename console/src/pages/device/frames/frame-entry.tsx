import { Card, Code, Group, SimpleGrid, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { CopyButton } from '../../../page/copy-button.tsx';
import type { DataPoint } from '../data-point.ts';
import type { Frame } from '../device-queries.ts';
import { spacedHex } from '../spaced-hex.ts';
import { StatusBadge } from '../status-badge.tsx';
import { DecodedValues } from './decoded-values.tsx';

interface FrameEntryProps {
  readonly frame: Frame;
  readonly points: readonly DataPoint[];
}

/** One frame: its bytes, and what they mean beside them. */
export function FrameEntry({ frame, points }: FrameEntryProps) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const { time, payload, size, attrs, topic } = frame;
  const ms = String(Math.round((time % 1) * 1000) % 1000).padStart(3, '0');
  return (
    <Card component="li" withBorder padding="sm">
      <Group justify="space-between" gap="xs" mb={6}>
        <Group gap="xs">
          <KindBadge kind={frame.kind} />
          <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {format.time(time)}
            <Text span c="dimmed" size="xs">
              {` .${ms}`}
            </Text>
          </Text>
        </Group>
        <Group gap={4}>
          <Text size="xs" c="dimmed">
            {t('frames.bytes', { count: size })}
          </Text>
          <CopyButton text={payload} label={t('frames.hex')} />
        </Group>
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" verticalSpacing={6}>
        <Code p="xs" style={{ overflowWrap: 'anywhere', lineHeight: 1.6 }}>
          {spacedHex(payload) || t('frames.noBytes')}
        </Code>
        <div>
          {attrs && <DecodedValues attrs={attrs} points={points} />}
          {frame.kind === 'rejected' && <Reason reason={frame.reason} topic={topic} />}
          {!attrs && frame.kind !== 'rejected' && (
            <Text size="sm" c="dimmed">
              {t('frames.notDecoded')}
            </Text>
          )}
        </div>
      </SimpleGrid>
    </Card>
  );
}

const signs = {
  data: { Icon: IconArrowUp, tone: 'neutral' },
  dev2app: { Icon: IconArrowUp, tone: 'neutral' },
  app2dev: { Icon: IconArrowDown, tone: 'accent' },
  rejected: { Icon: IconAlertTriangle, tone: 'bad' },
} as const;

function KindBadge({ kind }: Pick<Frame, 'kind'>) {
  const { t } = useTranslation('device');
  return <StatusBadge {...signs[kind]}>{t(`frames.kind.${kind}`)}</StatusBadge>;
}

const reasons = [
  'topic',
  'prefix',
  'length',
  'command',
  'serial_number',
  'action',
  'short',
  'refused_by_database',
] as const;

function Reason({ reason, topic }: Pick<Frame, 'reason' | 'topic'>) {
  const { t } = useTranslation('device');
  const known = reasons.find((one) => one === reason);
  return (
    <>
      <Text size="sm">{known ? t(`frames.reason.${known}`) : reason}</Text>
      {topic !== null && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t('frames.topic', { topic })}
        </Text>
      )}
    </>
  );
}

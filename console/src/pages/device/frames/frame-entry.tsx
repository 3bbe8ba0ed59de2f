import { Code, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../page/copy-button.tsx';
import type { DataPoint } from '../data-point.ts';
import type { Frame } from '../device-queries.ts';
import { usePreciseTime } from '../precise-time.ts';
import { spacedHex } from '../spaced-hex.ts';
import { StatusBadge } from '../status-badge.tsx';
import { DecodedValues } from './decoded-values.tsx';
import classes from './frame-entry.module.css';

interface FrameEntryProps {
  readonly frame: Frame;
  readonly points: readonly DataPoint[];
}

/** One frame: its bytes, and what they mean beside them. */
export function FrameEntry({ frame, points }: FrameEntryProps) {
  const { t } = useTranslation('device');
  const preciseTime = usePreciseTime();
  const { time, payload, size, attrs, topic } = frame;
  return (
    <li className={classes.frame}>
      <div className={classes.about}>
        <KindBadge kind={frame.kind} />
        <Text span inherit c="dimmed">
          {t('frames.bytes', { count: size })}
        </Text>
        <CopyButton text={payload} label={t('frames.hex')} />
        <span>{preciseTime(time)}</span>
      </div>
      <Code p="xs" className={classes.bytes}>
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
    </li>
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

import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import type { DataPoint } from '../data-point.ts';
import type { LiveValue } from './live-device.ts';
import classes from './point-row.module.css';

interface PointRowProps {
  readonly point: DataPoint;
  readonly value: LiveValue | undefined;
  /** Below the name. */
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** A data point: its names at the left, its value or control at the right. It lights up when the value changes. */
export function PointRow({ point, value, hint, children }: PointRowProps) {
  return (
    <div className={classes.row}>
      {/* Another change begins to light up anew. */}
      {value?.changedAt !== undefined && <span key={value.changedAt} className={classes.light} />}
      <div className={classes.names}>
        <Group gap={6} align="baseline">
          <Text size="sm" fw={500} id={labelIdOf(point)}>
            {point.label}
          </Text>
          {point.label !== point.name && (
            <Text size="xs" c="dimmed" ff="monospace" className={classes.name}>
              {point.name}
            </Text>
          )}
        </Group>
        <Text size="xs" c="dimmed" component="div">
          {hint ?? <ChangedAt value={value} description={point.description} />}
        </Text>
      </div>
      <div className={classes.value}>{children}</div>
    </div>
  );
}

export function labelIdOf({ name }: DataPoint): string {
  return `point-${name}`;
}

function ChangedAt({ value, description }: { value: LiveValue | undefined; description: string }) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const changed = value?.changedAt !== undefined && t('live.changed', { time: format.time(value.changedAt) });
  return [description, changed].filter(Boolean).join(' · ');
}

import { Code, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import type { DataPoint, PointValue } from '../data-point.ts';
import { spacedHex } from '../spaced-hex.ts';

interface PointValueTextProps {
  readonly point: DataPoint;
  readonly value: PointValue | undefined;
}

/** A value as people read it. */
export function PointValueText({ point, value }: PointValueTextProps) {
  const text = useValueText();
  const isHex = value !== undefined && point.dataType === 'binary';
  if (!isHex) return <Text size="sm">{text(point, value)}</Text>;
  return <Code style={{ overflowWrap: 'anywhere' }}>{text(point, value)}</Code>;
}

/** Writes values: 0 and 1 of a bool as off and on, numbers with all their decimal places. */
export function useValueText(): (point: DataPoint | undefined, value: PointValue | undefined) => string {
  const { t } = useTranslation('device');
  const format = useFormat();
  return (point, value) => {
    if (value === undefined) return '–';
    if (point?.dataType === 'bool') return value ? t('on') : t('off');
    if (typeof value === 'string') return point?.dataType === 'binary' ? spacedHex(value) : value;
    return point?.range ? format.number(value, point.range.decimals) : String(value);
  };
}

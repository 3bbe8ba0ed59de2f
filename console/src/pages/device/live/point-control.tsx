import { SegmentedControl, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { HexControl } from './hex-control.tsx';
import { NumberControl } from './number-control.tsx';
import type { PointControlProps } from './point-control-props.ts';
import { labelIdOf } from './point-row.tsx';

/** More letters than this do not fit beside the name. */
const segmentedLetters = 22;
const segmentedTexts = 5;
/** Letters of Chinese are twice as wide. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 1);

/** Changes a data point in the way of its type. */
export function PointControl(props: PointControlProps) {
  const { t } = useTranslation('device');
  const { point, value, isDisabled, onPick } = props;
  const labelId = labelIdOf(point);
  if (point.dataType === 'bool')
    return (
      <Switch
        aria-labelledby={labelId}
        size="md"
        checked={Boolean(value)}
        disabled={isDisabled}
        label={value === undefined ? '–' : value ? t('on') : t('off')}
        labelPosition="left"
        onChange={(event) => onPick(event.currentTarget.checked ? 1 : 0)}
      />
    );
  if (point.dataType === 'enum') return <EnumControl {...props} />;
  if (point.range) return <NumberControl {...props} range={point.range} />;
  return <HexControl {...props} />;
}

function EnumControl({ point, value, isDisabled, onPick }: PointControlProps) {
  const { texts } = point;
  const chosen = typeof value === 'string' ? value : null;
  const isShort =
    texts.length <= segmentedTexts && texts.reduce((sum, text) => sum + widthOf(text), 0) <= segmentedLetters;
  // Two texts may be the same; only the first of them can be told from its text.
  const data = [...new Set(texts)];
  if (isShort)
    return (
      <SegmentedControl
        aria-labelledby={labelIdOf(point)}
        size="xs"
        data={data}
        value={chosen ?? ''}
        disabled={isDisabled}
        onChange={onPick}
      />
    );
  return (
    <Select
      aria-labelledby={labelIdOf(point)}
      size="xs"
      w={170}
      data={data}
      value={chosen}
      disabled={isDisabled}
      allowDeselect={false}
      onChange={(picked) => picked !== null && onPick(picked)}
    />
  );
}

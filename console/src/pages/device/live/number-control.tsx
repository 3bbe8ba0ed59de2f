import { ActionIcon, Group, NumberInput, Slider } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import type { NumberRange } from '../data-point.ts';
import type { PointControlProps } from './point-control-props.ts';
import { labelIdOf } from './point-row.tsx';
import { useTypedValue } from './use-typed-value.ts';

/** A slider with more steps than this cannot be hit. */
const mostSliderSteps = 2_000;
/** Arrow keys make several steps in a row. */
const sliderRestMs = 400;

/** A slider where there are few enough steps, and a number to type. */
export function NumberControl(props: PointControlProps & { readonly range: NumberRange }) {
  const { t } = useTranslation('device');
  const format = useFormat();
  const { point, range, value, isDisabled, isCollecting, onPick } = props;
  const { min, max, step, decimals } = range;
  const parse = (text: number | string) => onStep(range, text);
  const typed = useTypedValue<number | string>({
    value: value ?? '',
    parse,
    commitsOnBlur: isCollecting,
    onCommit: onPick,
  });
  const limits = `${format.number(min, decimals)} – ${format.number(max, decimals)}`;
  return (
    <Group gap="sm" wrap="nowrap" justify="flex-end">
      {(max - min) / step <= mostSliderSteps && <NumberSlider {...props} />}
      <NumberInput
        aria-labelledby={labelIdOf(point)}
        size="xs"
        w={108}
        value={typed.shown}
        onChange={typed.type}
        min={min}
        max={max}
        step={step}
        decimalScale={decimals}
        clampBehavior="none"
        hideControls
        disabled={isDisabled}
        title={limits}
        placeholder="–"
        error={typed.isWrong && t('live.range', { limits, step: format.number(step, decimals) })}
        styles={{ input: { textAlign: 'right' } }}
        rightSection={typed.isReady && !isCollecting && <SendButton onClick={typed.commit} />}
        {...typed.field}
      />
    </Group>
  );
}

export function SendButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('device');
  return (
    <ActionIcon size="sm" onClick={onClick} aria-label={t('live.send')}>
      <IconSend size={14} />
    </ActionIcon>
  );
}

function NumberSlider({
  point,
  range,
  value,
  isDisabled,
  onPick,
}: PointControlProps & { readonly range: NumberRange }) {
  const format = useFormat();
  const { min, max, step, decimals } = range;
  const [dragged, setDragged] = useState<number>();
  const pick = useDebouncedCallback((picked: number) => {
    setDragged(undefined);
    onPick(Number(picked.toFixed(decimals)));
  }, sliderRestMs);
  const known = typeof value === 'number' ? value : min;
  return (
    <Slider
      w={130}
      size="sm"
      thumbProps={{ 'aria-labelledby': labelIdOf(point) }}
      min={min}
      max={max}
      step={step}
      value={dragged ?? known}
      disabled={isDisabled}
      label={(shown) => format.number(shown, decimals)}
      onChange={setDragged}
      onChangeEnd={pick}
    />
  );
}

/** The number that was typed, when it is one of the steps. */
function onStep({ min, max, step, decimals }: NumberRange, typed: number | string): number | undefined {
  if (typed === '' || !Number.isFinite(Number(typed))) return undefined;
  const number = Number(Number(typed).toFixed(decimals));
  const steps = (number - min) / step;
  const isStep = Math.abs(steps - Math.round(steps)) < 1e-6;
  return number >= min && number <= max && isStep ? number : undefined;
}

import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseHex, spacedHex } from '../spaced-hex.ts';
import { SendButton } from './number-control.tsx';
import type { PointControlProps } from './point-control-props.ts';
import { labelIdOf } from './point-row.tsx';
import { useTypedValue } from './use-typed-value.ts';

/** Bytes in hex. */
export function HexControl({ point, value, isDisabled, isCollecting, onPick }: PointControlProps) {
  const { t } = useTranslation('device');
  const known = value === undefined ? '' : String(value);
  const typed = useTypedValue<string>({
    value: spacedHex(known),
    parse: (text) => {
      const hex = parseHex(text);
      return hex !== undefined && hex.length <= 2 * point.bytes ? spacedHex(hex) : undefined;
    },
    commitsOnBlur: isCollecting,
    onCommit: (text) => onPick(parseHex(text)!),
  });
  return (
    <TextInput
      aria-labelledby={labelIdOf(point)}
      size="xs"
      w={{ base: '100%', xs: 250 }}
      value={typed.shown}
      onChange={(event) => typed.type(event.currentTarget.value)}
      disabled={isDisabled}
      placeholder="–"
      spellCheck={false}
      autoComplete="off"
      error={typed.isWrong && t('live.hexWrong', { count: point.bytes })}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      rightSection={typed.isReady && !isCollecting && <SendButton onClick={typed.commit} />}
      {...typed.field}
    />
  );
}

import { Box, Group, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { type DraftPoint, realOf, uintSpecOf } from './definition-draft.ts';

export type Value = number | string | boolean;

interface PointValueProps {
  readonly point: DraftPoint;
  /** As the API shows it; undefined before the first report. */
  readonly value: number | string | undefined;
  readonly isDisabled: boolean;
  onChange(value: Value): void;
}

/** A data point's value and a way to set it, by its type. */
export function PointValue({ point, value, isDisabled, onChange }: PointValueProps) {
  const label = point.displayName || point.name;
  return (
    <Group justify="space-between" wrap="nowrap" mih={40} gap="sm">
      <Box miw={0}>
        <Text size="sm" truncate>
          {label}
        </Text>
        {label !== point.name && (
          <Text size="xs" c="dimmed" ff="monospace" truncate>
            {point.name}
          </Text>
        )}
      </Box>
      <Box w={160} style={{ flex: 'none', display: 'flex', justifyContent: 'flex-end' }}>
        <Control label={label} point={point} value={value} isDisabled={isDisabled} onChange={onChange} />
      </Box>
    </Group>
  );
}

type ControlProps = PointValueProps & { readonly label: string };

function Control({ label, point, value, isDisabled, onChange }: ControlProps) {
  if (point.dataType === 'bool') {
    return (
      <Switch
        aria-label={label}
        checked={value === 1}
        disabled={isDisabled}
        onChange={({ currentTarget: { checked } }) => onChange(checked)}
      />
    );
  }
  if (point.dataType === 'enum') {
    return (
      <Select
        size="xs"
        w="100%"
        aria-label={label}
        allowDeselect={false}
        disabled={isDisabled}
        value={enumIndexOf(point, value)}
        onChange={(index) => index && onChange(Number(index))}
        data={point.texts.map((text, index) => ({ value: String(index), label: text }))}
      />
    );
  }
  return <TypedControl {...{ label, point, value, isDisabled, onChange }} />;
}

/** Words may be used twice: then the first one is shown. */
function enumIndexOf({ texts }: DraftPoint, value: number | string | undefined): string | null {
  const index = typeof value === 'string' ? texts.indexOf(value) : value;
  return index === undefined || index < 0 ? null : String(index);
}

/** Sends what was typed when it is finished: with Enter, or on leaving the field. */
function TypedControl({ label, point, value, isDisabled, onChange }: ControlProps) {
  const [typed, setTyped] = useState<string | number>();
  const finish = () => {
    if (typed !== undefined && typed !== '' && typed !== value) onChange(typed);
    setTyped(undefined);
  };
  const field = {
    'aria-label': label,
    size: 'xs',
    w: '100%',
    disabled: isDisabled,
    value: typed ?? value ?? '',
    onBlur: finish,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') finish();
    },
  } as const;
  if (point.dataType === 'binary') {
    return (
      <TextInput
        {...field}
        spellCheck={false}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
    );
  }
  const spec = uintSpecOf(point);
  return (
    <NumberInput
      {...field}
      min={realOf(spec, spec.min)}
      max={realOf(spec, spec.max)}
      step={spec.ratio}
      onChange={setTyped}
    />
  );
}

import { Group, Text } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

/** An identifier, to be read and copied. */
export function MonoValue({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
      <Text component="span" size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
      <CopyButton text={text} label={label} />
    </Group>
  );
}

import { Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { Panel } from '../../../page/panel.tsx';
import type { DataPoint } from '../data-point.ts';
import { spacedHex } from '../spaced-hex.ts';
import { Outcome } from './outcome.tsx';
import { useValueText } from './point-value-text.tsx';
import type { Command, CommandContent } from './use-commands.ts';

interface CommandListProps {
  readonly commands: readonly Command[];
  readonly points: readonly DataPoint[];
  readonly isConfirmed: boolean;
}

/** The commands of this visit, and what became of them. */
export function CommandList({ commands, points, isConfirmed }: CommandListProps) {
  const { t } = useTranslation('device');
  const format = useFormat();
  return (
    <Panel title={t('live.commands')}>
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {commands.map(({ id, content, sentAt, outcome }) => (
          <Group key={id} component="li" justify="space-between" gap="xs">
            <div style={{ minWidth: 0 }}>
              <CommandText content={content} points={points} />
              <Outcome outcome={outcome} isConfirmed={isConfirmed} />
            </div>
            <Text size="xs" c="dimmed">
              {format.time(sentAt)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}

function CommandText({ content, points }: { content: CommandContent; points: readonly DataPoint[] }) {
  const text = useValueText();
  if ('raw' in content) return <Code style={{ overflowWrap: 'anywhere' }}>{spacedHex(content.raw)}</Code>;
  const pairs = Object.entries(content.attrs).map(([name, value]) => {
    const point = points.find((one) => one.name === name);
    return `${point?.label ?? name}: ${text(point, value)}`;
  });
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {pairs.join(', ')}
    </Text>
  );
}

import { Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClockX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import type { CommandOutcome } from './use-commands.ts';

interface OutcomeProps {
  readonly outcome: CommandOutcome;
  /** Whether the product's devices acknowledge; else it is only known that a command is sent. */
  readonly isConfirmed: boolean;
}

const iconPx = 14;

/** What became of a command. */
export function Outcome({ outcome, isConfirmed }: OutcomeProps) {
  const { t } = useTranslation('device');
  const format = useFormat();
  switch (outcome.state) {
    case 'pending':
      return <Line icon={<Loader size={iconPx - 2} aria-hidden />}>{t('live.outcome.pending')}</Line>;
    case 'acknowledged':
      return (
        <Line icon={<IconCheck size={iconPx} />} color="green">
          {t(isConfirmed ? 'live.outcome.acknowledged' : 'live.outcome.sent', {
            ms: format.number(outcome.ms),
          })}
        </Line>
      );
    case 'silent':
      return (
        <Line icon={<IconClockX size={iconPx} />} color="orange">
          {t('live.outcome.silent', { seconds: format.number(outcome.ms / 1000, 1) })}
        </Line>
      );
    case 'refused':
      return (
        <Line icon={<IconAlertTriangle size={iconPx} />} color="red">
          {t('live.outcome.refused', { reason: outcome.reason })}
        </Line>
      );
  }
}

/** The library's own shades are too pale for small type. */
function readable(color: string): string {
  return `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9), black 20%), var(--mantine-color-${color}-4))`;
}

interface LineProps {
  readonly icon: ReactNode;
  readonly color?: string;
  readonly children: ReactNode;
}

function Line({ icon, color, children }: LineProps) {
  return (
    <Group gap={4} wrap="nowrap" c={color ? readable(color) : 'dimmed'}>
      <span style={{ display: 'inline-flex', flexShrink: 0 }}>{icon}</span>
      <Text size="xs" c="inherit" role="status">
        {children}
      </Text>
    </Group>
  );
}

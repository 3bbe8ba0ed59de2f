import { Badge } from '@mantine/core';
import type { IconCheck } from '@tabler/icons-react';
import classes from './status-badge.module.css';

interface StatusBadgeProps {
  readonly tone: 'good' | 'neutral' | 'accent' | 'warning' | 'bad';
  readonly Icon: typeof IconCheck;
  readonly children: string;
}

const iconPx = 13;

/** A state in one word, with a sign for those to whom colours say little. */
export function StatusBadge({ tone, Icon, children }: StatusBadgeProps) {
  return (
    <Badge
      className={classes.badge}
      data-tone={tone}
      tt="none"
      fw={500}
      leftSection={<Icon size={iconPx} aria-hidden />}
    >
      {children}
    </Badge>
  );
}

import { Card, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface FigureCardProps {
  readonly label: string;
  /** Undefined while it is not known. */
  readonly value: ReactNode | undefined;
  readonly hint?: ReactNode;
}

/** One figure that matters, large. */
export function FigureCard({ label, value, hint }: FigureCardProps) {
  return (
    <Card withBorder padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {value === undefined ? (
        <Skeleton h={34} w={90} />
      ) : (
        <Text fz={28} fw={600} lh={1.25} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {value}
        </Text>
      )}
      {hint && (
        <Text size="xs" c="dimmed" component="div">
          {hint}
        </Text>
      )}
    </Card>
  );
}

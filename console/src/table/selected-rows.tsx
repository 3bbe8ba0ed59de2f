import { Button, Group, Paper, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/format.ts';

interface SelectedRowsProps {
  readonly count: number;
  /** Buttons for what can be done with them. */
  readonly children: ReactNode;
  onUnselect(): void;
}

/** How many rows of a table are selected, and what can be done with all of them; it stays in sight. */
export function SelectedRows({ count, children, onUnselect }: SelectedRowsProps) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  return (
    <Paper
      withBorder
      shadow="md"
      p="xs"
      pos="sticky"
      bottom={12}
      style={{ zIndex: 2 }}
      role="region"
      aria-label={t('selection')}
    >
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <Text size="sm" fw={500} px={4} role="status">
            {t('selected', { number: format.number(count) })}
          </Text>
          {children}
        </Group>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} />}
          onClick={onUnselect}
        >
          {t('unselect')}
        </Button>
      </Group>
    </Paper>
  );
}

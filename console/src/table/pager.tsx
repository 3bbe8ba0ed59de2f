import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/format.ts';

interface PagerProps {
  readonly skip: number;
  readonly limit: number;
  readonly total: number;
  onSkip(skip: number): void;
}

/** Goes through a list that the server hands out in pages. */
export function Pager({ skip, limit, total, onSkip }: PagerProps) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const from = format.number(Math.min(skip + 1, total));
  const to = format.number(Math.min(skip + limit, total));
  return (
    <Group justify="flex-end" gap="xs">
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('pageOf', { from, to, total: format.number(total) })}
      </Text>
      <ActionIcon
        variant="default"
        aria-label={t('previousPage')}
        disabled={skip === 0}
        onClick={() => onSkip(Math.max(0, skip - limit))}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        aria-label={t('nextPage')}
        disabled={skip + limit >= total}
        onClick={() => onSkip(skip + limit)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}

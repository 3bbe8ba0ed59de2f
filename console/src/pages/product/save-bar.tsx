import { Button, Group, Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface SaveBarProps {
  readonly isReady: boolean;
  readonly isSaving: boolean;
  readonly children: ReactNode;
  onSave(): void;
  onDiscard(): void;
}

/** Stays in sight while there is something to save, and lets nobody leave without being asked. */
export function SaveBar({ isReady, isSaving, children, onSave, onDiscard }: SaveBarProps) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  return (
    <Paper
      withBorder
      shadow="md"
      p="sm"
      mt="md"
      role="region"
      aria-label={t('save.region')}
      style={{ position: 'sticky', bottom: 16, zIndex: 5 }}
    >
      <Group justify="space-between" gap="xs">
        {children}
        <Group gap="xs">
          <Button variant="default" onClick={onDiscard}>
            {t('save.discard')}
          </Button>
          <Button disabled={!isReady} loading={isSaving} onClick={onSave}>
            {shell('save')}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

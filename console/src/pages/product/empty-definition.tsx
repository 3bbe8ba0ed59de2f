import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { useExampleProducts } from './example-queries.ts';
import { type DefinitionPreview, previewDefinition } from './product-queries.ts';

interface EmptyDefinitionProps {
  readonly mayChange: boolean;
  onAdd(): void;
  onImport(): void;
  onTake(preview: DefinitionPreview): void;
}

/** Ways to begin where there are no data points yet. */
export function EmptyDefinition({ mayChange, onAdd, onImport, onTake }: EmptyDefinitionProps) {
  const { t } = useTranslation('product');
  const notify = useNotify();
  const { data: examples = [] } = useExampleProducts();
  const take = useMutation({
    mutationFn: (datapoints: unknown) => previewDefinition(datapoints),
    onSuccess: onTake,
    onError: notify.failed,
  });
  return (
    <Stack gap="xs" py="lg" align="center">
      <Text fw={500}>{t('empty.title')}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={440}>
        {t('empty.hint')}
      </Text>
      {mayChange && (
        <Group gap="xs" justify="center">
          <Button size="xs" leftSection={<IconPlus size={14} />} onClick={onAdd}>
            {t('points.add')}
          </Button>
          <Button variant="default" size="xs" onClick={onImport}>
            {t('json.import')}
          </Button>
          {examples.map(({ name, datapoints }) => (
            <Button
              key={name}
              variant="default"
              size="xs"
              loading={take.isPending && take.variables === datapoints}
              onClick={() => take.mutate(datapoints)}
            >
              {t('empty.example', { name })}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  );
}

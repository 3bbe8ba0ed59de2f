import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';
import { DefinitionText } from './definition-text.tsx';
import type { DefinitionPreview } from './product-queries.ts';
import { useCheckedDefinition } from './use-checked-definition.ts';

interface ImportDefinitionProps {
  readonly isOpen: boolean;
  readonly productKey: string;
  onClose(): void;
  /** Is given a definition that the server has found good. */
  onTake(preview: DefinitionPreview): void;
}

/** Puts a definition document in the place of the one being edited; nothing is saved yet. */
export function ImportDefinition({ isOpen, productKey, onClose, onTake }: ImportDefinitionProps) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const [text, setText] = useState('');
  const check = useCheckedDefinition(productKey);
  const take = () =>
    check.mutate(text, {
      onSuccess: (preview) => {
        setText('');
        onTake(preview);
      },
    });
  return (
    <Dialog isOpen={isOpen} onClose={onClose} size="lg" title={t('json.import')}>
      <Stack>
        <DefinitionText
          text={text}
          error={check.error?.message}
          onChange={(next) => {
            check.reset();
            setText(next);
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shell('cancel')}
          </Button>
          <Button disabled={text.trim() === ''} loading={check.isPending} onClick={take}>
            {t('json.take')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

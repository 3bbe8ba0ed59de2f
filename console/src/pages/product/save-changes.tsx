import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { isCompatible, layoutChangesOf } from './layout-changes.ts';
import { useUpdateProduct } from './product-queries.ts';
import { SaveBar } from './save-bar.tsx';
import { SaveDefinition } from './save-definition.tsx';
import type { useDefinitionDraft } from './use-definition-draft.ts';

interface SaveChangesProps {
  readonly productKey: string;
  readonly editing: ReturnType<typeof useDefinitionDraft>;
  onDiscard(): void;
}

/** Saves a definition as a new version; asks first when devices in the field would not understand it. */
export function SaveChanges({ productKey, editing, onDiscard }: SaveChangesProps) {
  const { t } = useTranslation('product');
  const notify = useNotify();
  const update = useUpdateProduct(productKey);
  const [isAsked, setIsAsked] = useState(false);
  const { draft, isFirst, checked, savedPreview, complaints, error } = editing;
  const changes = checked && savedPreview && layoutChangesOf(savedPreview, checked, draft.points);
  const isHarmless = !changes || isCompatible(changes);
  const meaning = isFirst ? 'first' : isHarmless ? 'harmless' : 'risky';
  const state = complaints.size > 0 || error ? 'wrong' : meaning;

  // The editor begins anew with the saved version: what is awaited here outlives it.
  const save = async () => {
    try {
      const { definition_version } = await update.mutateAsync({ datapoints: checked!.document });
      notify.done(t('save.done', { version: definition_version }));
    } catch (error) {
      notify.failed(error);
    }
    setIsAsked(false);
  };

  return (
    <>
      <SaveBar
        isReady={checked !== undefined}
        isSaving={update.isPending}
        onDiscard={onDiscard}
        onSave={() => (isHarmless ? void save() : setIsAsked(true))}
      >
        <Text size="sm">{t(`save.${state}`)}</Text>
      </SaveBar>
      {changes && (
        <SaveDefinition
          isOpen={isAsked}
          changes={changes}
          isSaving={update.isPending}
          onClose={() => setIsAsked(false)}
          onSave={() => void save()}
        />
      )}
    </>
  );
}

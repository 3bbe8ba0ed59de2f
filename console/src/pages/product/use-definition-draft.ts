import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { type Draft, documentOf, draftOf } from './definition-draft.ts';
import { complaintsOf } from './point-complaints.ts';
import { type ProductDetail, useDefinitionPreview } from './product-queries.ts';

const pauseMs = 250;

/** A definition while somebody edits it, and what is known of it; checked by the server whenever he pauses. */
export function useDefinitionDraft({ product_key, name, datapoints }: ProductDetail) {
  const saved = useMemo(() => draftOf(datapoints ?? undefined), [datapoints]);
  const [draft, setDraft] = useState<Draft>(saved);
  const complaints = useMemo(() => complaintsOf(draft.points), [draft]);
  const isEmpty = draft.points.length === 0;
  const document = useMemo(
    () => (isEmpty || complaints.size > 0 ? undefined : documentOf(draft, name)),
    [draft, name, isEmpty, complaints],
  );
  const [settledDocument] = useDebouncedValue(document, pauseMs);
  const { data, error, isPlaceholderData } = useDefinitionPreview(settledDocument, product_key);
  const { data: savedPreview } = useDefinitionPreview(datapoints ?? undefined, product_key);
  const isComparable = !datapoints || savedPreview !== undefined;
  const isSettled = document !== undefined && settledDocument === document && !isPlaceholderData;
  return {
    draft,
    setDraft,
    discard: () => setDraft(saved),
    isEmpty,
    /** Whether nothing has been saved yet. */
    isFirst: !datapoints,
    isChanged:
      draft !== saved && JSON.stringify(documentOf(draft, name)) !== JSON.stringify(documentOf(saved, name)),
    complaints,
    /** The newest answer, which may be of an earlier state. */
    preview: isEmpty ? undefined : data,
    /** Of the definition as it is now, as the server completes it; undefined while that is not known. */
    checked: isSettled && isComparable && !error ? data : undefined,
    error: isSettled ? error : null,
    savedPreview,
  };
}

import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { previewDefinition } from './product-queries.ts';

/** Lets the server complete and check a definition document that somebody brings as text. */
export function useCheckedDefinition(productKey?: string) {
  const { t } = useTranslation('product');
  return useMutation({
    mutationFn: (text: string) => previewDefinition(parsedJson(text, t('json.malformed')), productKey),
  });
}

function parsedJson(text: string, complaint: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${complaint} ${error instanceof Error ? error.message : ''}`);
  }
}

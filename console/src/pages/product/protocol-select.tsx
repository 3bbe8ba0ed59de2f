import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeProtocol, type Draft, type ProtocolType } from './definition-draft.ts';

interface ProtocolSelectProps {
  readonly draft: Draft;
  readonly isReadOnly: boolean;
  onChange(draft: Draft): void;
}

/** How data points are packed: all of them always, or those alone that are told. */
export function ProtocolSelect({ draft, isReadOnly, onChange }: ProtocolSelectProps) {
  const { t } = useTranslation('product');
  return (
    <Select
      size="xs"
      w={160}
      aria-label={t('protocol.label')}
      allowDeselect={false}
      disabled={isReadOnly}
      value={draft.protocolType}
      onChange={(value) => value && onChange(changeProtocol(draft, value as ProtocolType))}
      data={(['standard', 'var_len'] as const).map((value) => ({ value, label: t(`protocol.${value}`) }))}
    />
  );
}

import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditActions } from './audit-actions.ts';
import { auditSources } from './audit-queries.ts';

type FilterName = 'source' | 'action' | 'did' | 'uid' | 'day';

interface AuditFilterFormProps {
  readonly shown: Readonly<Record<FilterName, string>>;
  onChange(changed: Partial<Record<FilterName, string>>): void;
}

const typingMs = 300;

export function AuditFilterForm({ shown, onChange }: AuditFilterFormProps) {
  const { t } = useTranslation('audit');
  return (
    <Group gap="xs" align="flex-end">
      <TextInput
        type="date"
        label={t('day')}
        w={160}
        value={shown.day}
        onChange={({ currentTarget }) => onChange({ day: currentTarget.value })}
      />
      <Select
        label={t('source')}
        placeholder={t('any')}
        clearable
        w={170}
        value={shown.source || null}
        onChange={(source) => onChange({ source: source ?? '' })}
        data={auditSources.map((value) => ({ value, label: t(`sourceOf.${value}`) }))}
      />
      <Select
        label={t('action')}
        placeholder={t('any')}
        clearable
        searchable
        nothingFoundMessage={t('none')}
        w={220}
        value={shown.action || null}
        onChange={(action) => onChange({ action: action ?? '' })}
        data={auditActions.map((value) => ({ value, label: t(`actionOf.${value}`) }))}
      />
      <IdInput label="did" value={shown.did} onChange={(did) => onChange({ did })} />
      <IdInput label="uid" value={shown.uid} onChange={(uid) => onChange({ uid })} />
    </Group>
  );
}

interface IdInputProps {
  readonly label: string;
  readonly value: string;
  onChange(value: string): void;
}

/** Is asked for when nothing more is typed. */
function IdInput({ label, value, onChange }: IdInputProps) {
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback((next: string) => onChange(next.trim()), typingMs);
  return (
    <TextInput
      label={label}
      w={200}
      maxLength={128}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        tell(currentTarget.value);
      }}
    />
  );
}

import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SoughtField } from './user-queries.ts';

interface Sought {
  readonly by: SoughtField;
  readonly value: string;
}

interface UserSearchFormProps extends Sought {
  readonly fields: readonly SoughtField[];
  onSearch(sought: Sought): void;
}

/** Finds users by one of the things they are known by. */
export function UserSearchForm({ fields, by, value, onSearch }: UserSearchFormProps) {
  const { t } = useTranslation('users');
  const [field, setField] = useState(by);
  const [text, setText] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({ by: field, value: text.trim() });
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <Select
          label={t('by')}
          allowDeselect={false}
          w={200}
          value={field}
          onChange={(next) => setField(next ?? by)}
          data={fields.map((name) => ({ value: name, label: t(`field.${name}`) }))}
        />
        <TextInput
          label={t('exact')}
          type="search"
          maxLength={256}
          style={{ flex: '1 1 200px', maxWidth: 360 }}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button type="submit" leftSection={<IconSearch size={16} />}>
          {t('search')}
        </Button>
        {value && (
          <Button variant="default" onClick={() => onSearch({ by: field, value: '' })}>
            {t('clear')}
          </Button>
        )}
      </Group>
    </form>
  );
}

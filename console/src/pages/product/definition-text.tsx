import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface DefinitionTextProps {
  readonly text: string;
  readonly error: string | undefined;
  onChange(text: string): void;
}

/** A definition document, out of a file or pasted. */
export function DefinitionText({ text, error, onChange }: DefinitionTextProps) {
  const { t } = useTranslation('product');
  return (
    <Stack gap="xs">
      <Textarea
        label={t('json.text')}
        description={t('json.textHint')}
        autosize
        minRows={6}
        maxRows={14}
        spellCheck={false}
        value={text}
        error={error}
        onChange={({ currentTarget: { value } }) => onChange(value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      />
      <Group>
        <FileButton
          accept="application/json,.json"
          inputProps={{ 'aria-label': t('json.file') }}
          onChange={(file) => void file?.text().then(onChange)}
        >
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconUpload size={14} />}>
              {t('json.file')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}

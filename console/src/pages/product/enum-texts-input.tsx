import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface EnumTextsInputProps {
  readonly texts: readonly string[];
  readonly error: string | undefined;
  readonly isReadOnly: boolean;
  onChange(texts: readonly string[]): void;
}

/** The words of an enum, each beside the number that goes over the wire. */
export function EnumTextsInput({ texts, error, isReadOnly, onChange }: EnumTextsInputProps) {
  const { t } = useTranslation('product');
  const list = useRef<HTMLDivElement>(null);
  const add = () => {
    onChange([...texts, '']);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLInputElement>('div:last-child > div input')?.focus(),
    );
  };
  return (
    <Input.Wrapper
      label={t('point.texts')}
      description={t('point.textsHint')}
      error={error}
      labelElement="div"
    >
      <Stack gap={6} mt={6} ref={list} role="group" aria-label={t('point.texts')}>
        {texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word is its number
          <Group key={index} gap="xs" wrap="nowrap">
            <Text size="xs" c="dimmed" w={28} ta="right" ff="monospace">
              {index}
            </Text>
            <TextInput
              flex={1}
              size="xs"
              aria-label={t('point.text', { index })}
              value={text}
              readOnly={isReadOnly}
              onChange={({ currentTarget: { value } }) => onChange(texts.with(index, value))}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || isReadOnly) return;
                event.preventDefault();
                add();
              }}
            />
            {!isReadOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('point.removeText', { text: text || index })}
                onClick={() => onChange(texts.toSpliced(index, 1))}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
      {!isReadOnly && (
        <Button
          variant="subtle"
          size="compact-xs"
          mt={6}
          ml={36}
          leftSection={<IconPlus size={14} />}
          onClick={add}
        >
          {t('point.addText')}
        </Button>
      )}
    </Input.Wrapper>
  );
}

import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SearchBoxProps {
  readonly label: string;
  /** What is looked for now. */
  readonly value: string;
  onChange(value: string): void;
}

/** Of somebody who types on: short, for the answer shall be there within 200 ms. */
const pauseMs = 30;

/** Looks while one types. */
export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  const { t } = useTranslation('devices');
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const look = useDebouncedCallback((sought: string) => onChange(sought.trim()), pauseMs);
  const type = (typed: string) => {
    setText(typed);
    look(typed);
  };
  useEffect(() => {
    // Taken away elsewhere, and not the echo of what was typed a moment ago.
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  return (
    <TextInput
      ref={input}
      type="search"
      w={{ base: '100%', xs: 260 }}
      aria-label={label}
      placeholder={label}
      maxLength={64}
      leftSection={<IconSearch size={16} />}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      rightSection={
        text && (
          <CloseButton
            size="sm"
            aria-label={t('clearSearch')}
            onClick={() => {
              type('');
              input.current?.focus();
            }}
          />
        )
      }
    />
  );
}

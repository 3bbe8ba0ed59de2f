import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WaitingDevice } from './adoption-queries.ts';

interface MacFieldProps {
  readonly device: WaitingDevice;
  /** As it was typed, for a device whose mac nobody has said yet. */
  readonly typed: string;
  /** Why the server did not approve the device. */
  readonly refusal: string | undefined;
  readonly hasFocus: boolean;
  onChange(typed: string): void;
}

/** What the server takes (contract.md §1), or nothing: it may be said later. */
const macSyntax = /^[0-9A-Za-z:_-]{0,32}$/;

export function isMacOrNothing(typed: string): boolean {
  return macSyntax.test(typed.trim());
}

/** The mac that a device gets when it is approved; the one that it was imported with stays. */
export function MacField({ device: { did, mac }, typed, refusal, hasFocus, onChange }: MacFieldProps) {
  const { t } = useTranslation('product');
  return (
    <TextInput
      label={t('adoption.macOf', { did })}
      readOnly={mac !== null}
      variant={mac === null ? 'default' : 'filled'}
      data-autofocus={hasFocus || undefined}
      maxLength={32}
      autoComplete="off"
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={mac ?? typed}
      error={isMacOrNothing(typed) ? refusal : t('refusal.malformed', { field: 'MAC' })}
      onChange={({ currentTarget: { value } }) => onChange(value)}
    />
  );
}

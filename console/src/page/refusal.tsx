import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Why something could not be done, below what was filled in; read out when it comes. */
export function Refusal({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {children}
    </Text>
  );
}

import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyButton } from '../../page/copy-button.tsx';

interface FactProps {
  readonly label: string;
  /** A text that one may want to take away. */
  readonly copy?: string;
  readonly children: ReactNode;
}

/** One thing there is to know, in a list of them (`dl`). */
export function Fact({ label, copy, children }: FactProps) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text
        component="dd"
        m={0}
        size="sm"
        style={{ overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}
      >
        {children}
        {copy !== undefined && (
          <span style={{ display: 'inline-block', verticalAlign: 'middle', marginBlock: -4 }}>
            <CopyButton text={copy} label={label} />
          </span>
        )}
      </Text>
    </div>
  );
}

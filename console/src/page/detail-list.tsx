import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import styles from './detail-list.module.css';

export interface Detail {
  readonly label: string;
  readonly value: ReactNode;
}

interface DetailListProps {
  readonly details: readonly Detail[];
  /** Two in a line where there is room. */
  readonly isPaired?: boolean;
}

/** What is known of a thing: names at the left, values at the right. */
export function DetailList({ details, isPaired = false }: DetailListProps) {
  return (
    <dl className={styles.list} data-paired={isPaired || undefined}>
      {details.map(({ label, value }) => (
        <Fragment key={label}>
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
            {value}
          </Text>
        </Fragment>
      ))}
    </dl>
  );
}

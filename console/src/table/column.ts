import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  cell(row: Row): ReactNode;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
  readonly isHiddenAtFirst?: boolean;
}

import { memo } from 'react';
import type { Column } from './column.ts';
import classes from './data-table.module.css';

interface DataRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  /** When the rows came; what says how long ago something was is written anew with it. */
  readonly asOf: number;
  /** Undefined where rows cannot be selected. */
  readonly selectLabel: string | undefined;
  readonly isSelected: boolean;
  onSelect(id: string): void;
}

function PlainDataRow<Row>({ id, row, columns, selectLabel, isSelected, onSelect }: DataRowProps<Row>) {
  return (
    <tr className={classes.row}>
      {selectLabel !== undefined && (
        <td className={classes.cell}>
          <input
            type="checkbox"
            className={classes.checkbox}
            aria-label={selectLabel}
            checked={isSelected}
            onChange={() => onSelect(id)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} className={`${classes.cell} ${column.isNumber ? classes.number : ''}`}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** A row that is drawn again only when something of it has changed. */
export const DataRow = memo(PlainDataRow) as typeof PlainDataRow;

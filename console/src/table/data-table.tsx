import { ActionIcon, Box, Group, Menu, ScrollArea, Table, Text } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import {
  type ColumnDef,
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from './column.ts';
import { DataRow } from './data-row.tsx';
import classes from './data-table.module.css';

interface DataTableProps<Row> {
  /** What the table lists, for whoever cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  idOf(row: Row): string;
  /** Whether newer rows are on their way; those shown stay readable. */
  readonly isFetching?: boolean;
  /** When the rows came: with it only those are drawn again that have changed since. Left out: all, each time. */
  readonly asOf?: number;
  readonly emptyText?: ReactNode;
  /** With it rows can be selected; is told of all that are. */
  readonly selection?: {
    readonly ids: readonly string[];
    onChange(ids: string[]): void;
    labelOf(row: Row): string;
  };
  /** Beside the button for the columns. */
  readonly tools?: ReactNode;
  /** All columns are always shown. */
  readonly hasFixedColumns?: boolean;
}

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });

/** Rows and columns; which columns, the reader chooses. The rows are a page of what the server has. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    idOf,
    isFetching = false,
    asOf = performance.now(),
    emptyText,
    selection,
    tools,
    hasFixedColumns,
  } = props;
  const { t } = useTranslation('shell');
  const [columnVisibility, setColumnVisibility] = useState(() =>
    Object.fromEntries(columns.map(({ id, isHiddenAtFirst }) => [id, !isHiddenAtFirst])),
  );
  const definitions = useMemo(
    (): ColumnDef<typeof features, Row>[] =>
      columns.map(({ id, header, cell }) => ({ id, header, cell: ({ row }) => cell(row.original) })),
    [columns],
  );
  const rowSelection = Object.fromEntries((selection?.ids ?? []).map((id) => [id, true as const]));
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: idOf,
    state: { columnVisibility, rowSelection },
    onColumnVisibilityChange: setColumnVisibility,
    onRowSelectionChange: (update) => {
      const next: Record<string, boolean> = typeof update === 'function' ? update(rowSelection) : update;
      selection?.onChange(Object.keys(next).filter((id) => next[id]));
    },
  });
  const shown = useMemo(
    () => columns.filter(({ id }) => columnVisibility[id] !== false),
    [columns, columnVisibility],
  );
  const latest = useRef(selection);
  useLayoutEffect(() => {
    latest.current = selection;
  });
  const toggle = useCallback((id: string) => {
    const { ids = [], onChange } = latest.current ?? {};
    onChange?.(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
  }, []);
  return (
    <Box>
      {(tools || !hasFixedColumns) && (
        <Group justify="space-between" mb="xs" mih={36}>
          <Group gap="xs">{tools}</Group>
          {!hasFixedColumns && (
            <Menu closeOnItemClick={false} position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" size="lg" aria-label={t('columns')}>
                  <IconColumns3 size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {table.getAllLeafColumns().map((column) => (
                  <Menu.CheckboxItem
                    key={column.id}
                    checked={column.getIsVisible()}
                    onChange={() => column.toggleVisibility()}
                  >
                    {String(column.columnDef.header)}
                  </Menu.CheckboxItem>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      )}
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': label, role: 'region' }}>
        <Table
          aria-label={label}
          aria-busy={isFetching}
          verticalSpacing="xs"
          style={{ opacity: isFetching ? 0.6 : 1, transition: 'opacity 120ms' }}
        >
          <Table.Thead>
            {table.getHeaderGroups().map((group) => (
              <Table.Tr key={group.id}>
                {selection && (
                  <Table.Th w={36}>
                    <input
                      type="checkbox"
                      className={classes.checkbox}
                      aria-label={t('selectAll')}
                      checked={rows.length > 0 && table.getIsAllRowsSelected()}
                      ref={(box) => {
                        if (box) box.indeterminate = table.getIsSomeRowsSelected();
                      }}
                      onChange={table.getToggleAllRowsSelectedHandler()}
                    />
                  </Table.Th>
                )}
                {group.headers.map((header) => (
                  <Table.Th
                    key={header.id}
                    ta={shown.find(({ id }) => id === header.column.id)?.isNumber ? 'right' : 'left'}
                    style={{ whiteSpace: 'nowrap' }}
                  >
                    <table.FlexRender header={header} />
                  </Table.Th>
                ))}
              </Table.Tr>
            ))}
          </Table.Thead>
          <tbody>
            {rows.map((row) => {
              const id = idOf(row);
              return (
                <DataRow
                  key={id}
                  id={id}
                  row={row}
                  columns={shown}
                  asOf={asOf}
                  selectLabel={selection && t('select', { name: selection.labelOf(row) })}
                  isSelected={id in rowSelection}
                  onSelect={toggle}
                />
              );
            })}
          </tbody>
        </Table>
      </ScrollArea>
      {rows.length === 0 && !isFetching && (
        <Text c="dimmed" ta="center" py="xl" component="div">
          {emptyText ?? t('noRows')}
        </Text>
      )}
    </Box>
  );
}

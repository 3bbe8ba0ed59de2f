import { Box, Stack, Text, UnstyledButton } from '@mantine/core';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from './definition-draft.ts';
import { kindColors } from './kind-mark.tsx';
import classes from './packet-drawing.module.css';
import { type PacketCell, type PacketRow, rowsOf } from './packet-rows.ts';
import type { DefinitionPreview, Packet } from './product-queries.ts';

interface PacketDrawingProps {
  readonly label: string;
  readonly packet: Packet;
  readonly points: DefinitionPreview['points'];
  /** The data point that is being looked at elsewhere. */
  readonly chosenName: string | undefined;
  onChoose(name: string): void;
}

const bits = [7, 6, 5, 4, 3, 2, 1, 0];

/** A packet byte by byte, bit 7 at the left; pointing at a piece of it tells what it is. */
export function PacketDrawing({ label, packet, points, chosenName, onChoose }: PacketDrawingProps) {
  const { t } = useTranslation('product');
  const rows = useMemo(() => rowsOf(packet), [packet]);
  const [pointedAt, pointAt] = useState<string>();
  const describe = useCellDescription(points);
  const kindsByName = useMemo(() => new Map(points.map(({ name, type }) => [name, type])), [points]);
  const scrolled = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosenName !== undefined) showChosen(scrolled.current!);
  }, [chosenName]);
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="xs" c="dimmed" mih="2.6em" aria-hidden>
        {pointedAt ?? t('layout.hint')}
      </Text>
      <Box className={`${classes.row} ${classes.bits}`} aria-hidden>
        <span className={classes.byte}>{t('layout.byte')}</span>
        {bits.map((bit) => (
          <span key={bit} className={classes.bit}>
            {bit}
          </span>
        ))}
      </Box>
      <div className={classes.rows} ref={scrolled}>
        {rows.map((row) => (
          <Box key={row.firstByte} className={classes.row}>
            <span className={classes.byte}>{writtenBytes(row)}</span>
            {row.cells.map((cell) => (
              <Cell
                key={cell.bits?.[0] ?? 0}
                cell={cell}
                kind={cell.name === undefined ? undefined : kindsByName.get(cell.name)}
                isChosen={cell.name !== undefined && cell.name === chosenName}
                description={describe(row, cell)}
                onPoint={pointAt}
                onChoose={onChoose}
              />
            ))}
          </Box>
        ))}
      </div>
    </Stack>
  );
}

/** Scrolls the drawing, but not the page. */
function showChosen(drawing: HTMLElement): void {
  const cell = drawing.querySelector<HTMLElement>('[data-chosen]:not([data-flag])');
  if (!cell) return;
  const isAbove = cell.offsetTop < drawing.scrollTop;
  const isBelow = cell.offsetTop + cell.offsetHeight > drawing.scrollTop + drawing.clientHeight;
  if (isAbove || isBelow) drawing.scrollTop = cell.offsetTop - drawing.clientHeight / 2;
}

interface CellProps {
  readonly cell: PacketCell;
  readonly kind: Kind | undefined;
  readonly isChosen: boolean;
  readonly description: string;
  onPoint(description: string | undefined): void;
  onChoose(name: string): void;
}

function Cell({
  cell: { name, isFlag, columns },
  kind,
  isChosen,
  description,
  onPoint,
  onChoose,
}: CellProps) {
  const gridColumn = `span ${columns}`;
  const point = {
    onMouseEnter: () => onPoint(description),
    onMouseLeave: () => onPoint(undefined),
    onFocus: () => onPoint(description),
    onBlur: () => onPoint(undefined),
  };
  if (name === undefined || !kind)
    return <span className={classes.unused} style={{ gridColumn }} {...point} />;
  const color = `var(--mantine-color-${kindColors[kind]}-6)`;
  return (
    <UnstyledButton
      className={classes.cell}
      style={{ gridColumn, '--cell-color': color } as CSSProperties}
      aria-label={description}
      data-flag={isFlag || undefined}
      data-chosen={isChosen || undefined}
      onClick={() => onChoose(name)}
      {...point}
    >
      {name}
    </UnstyledButton>
  );
}

function useCellDescription(points: DefinitionPreview['points']) {
  const { t } = useTranslation('product');
  return (row: PacketRow, { name, isFlag, bits: place }: PacketCell): string => {
    const where = placeWords(row, place, t);
    const point = points.find((candidate) => candidate.name === name);
    if (!point) return t('layout.unused', { where });
    const words = {
      name: point.name,
      title: point.display_name,
      kind: t(`kind.${point.type}`),
      type: point.data_type,
      where,
    };
    return isFlag ? t('layout.flagOf', words) : t('layout.valueOf', words);
  };
}

type Translate = ReturnType<typeof useTranslation<'product'>>['t'];

function placeWords(row: PacketRow, place: PacketCell['bits'], t: Translate): string {
  const { firstByte, lastByte } = row;
  if (!place) {
    const isOne = firstByte === lastByte;
    return isOne ? t('layout.atByte', { byte: firstByte }) : t('layout.atBytes', { firstByte, lastByte });
  }
  const [high, low] = place;
  const words = { byte: firstByte, high, low };
  return high === low ? t('layout.atBit', words) : t('layout.atBits', words);
}

function writtenBytes({ firstByte, lastByte }: PacketRow): string {
  return firstByte === lastByte ? String(firstByte) : `${firstByte}–${lastByte}`;
}

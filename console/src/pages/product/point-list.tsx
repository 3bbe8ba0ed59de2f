import { Box } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { changePoint, type Draft, movePoint, removePoint } from './definition-draft.ts';
import type { PointComplaints } from './point-complaints.ts';
import { PointRow } from './point-row.tsx';

interface PointListProps {
  readonly draft: Draft;
  readonly complaints: ReadonlyMap<number, PointComplaints>;
  readonly refused: { readonly index: number; readonly reason: string } | undefined;
  /** Of the data point that is being edited. */
  readonly openKey: number | undefined;
  readonly isReadOnly: boolean;
  onOpen(key: number | undefined): void;
  onChange(draft: Draft): void;
}

/** The data points in their order, one of them open. */
export function PointList({
  draft,
  complaints,
  refused,
  openKey,
  isReadOnly,
  onOpen,
  onChange,
}: PointListProps) {
  const { t } = useTranslation('product');
  const openRow = useRef<HTMLDivElement>(null);
  const names = draft.points.length;
  // One that was opened elsewhere, or is new, is gone to.
  useEffect(() => {
    if (openKey === undefined || !names) return;
    openRow.current?.scrollIntoView({ block: 'nearest' });
    if (openRow.current?.contains(document.activeElement)) return;
    openRow.current?.querySelector('input')?.select();
  }, [openKey, names]);
  return (
    <Box role="list" aria-label={t('points.title')} mx={-8}>
      {draft.points.map((point, index) => {
        const { key } = point;
        const move = (by: -1 | 1) => movePoint(draft, key, by);
        return (
          <PointRow
            key={key}
            rowRef={key === openKey ? openRow : null}
            point={point}
            complaints={complaints.get(key)}
            refusal={refused?.index === index ? refused.reason : undefined}
            isOpen={key === openKey}
            isReadOnly={isReadOnly}
            mayMoveUp={move(-1) !== undefined}
            mayMoveDown={move(1) !== undefined}
            onToggle={() => onOpen(key === openKey ? undefined : key)}
            onChange={(change) => onChange(changePoint(draft, key, change))}
            onMove={(by) => onChange(move(by)!)}
            onRemove={() => onChange(removePoint(draft, key))}
          />
        );
      })}
    </Box>
  );
}

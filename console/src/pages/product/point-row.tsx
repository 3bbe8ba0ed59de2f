import { ActionIcon, Box, Group, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconTrash } from '@tabler/icons-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '../../format/format.ts';
import { type DraftPoint, realOf, uintSpecOf } from './definition-draft.ts';
import { KindMark } from './kind-mark.tsx';
import type { PointComplaints } from './point-complaints.ts';
import { PointForm } from './point-form.tsx';
import classes from './point-row.module.css';

interface PointRowProps {
  readonly point: DraftPoint;
  readonly complaints: PointComplaints | undefined;
  /** What the server has against it, beyond the complaints. */
  readonly refusal: string | undefined;
  readonly isOpen: boolean;
  readonly isReadOnly: boolean;
  readonly mayMoveUp: boolean;
  readonly mayMoveDown: boolean;
  readonly rowRef: Ref<HTMLDivElement>;
  onToggle(): void;
  onChange(change: Partial<DraftPoint>): void;
  onMove(by: -1 | 1): void;
  onRemove(): void;
}

const none: PointComplaints = {};

/** A data point in the list; open, it can be edited. */
export function PointRow(props: PointRowProps) {
  const { point, complaints, refusal, isOpen, isReadOnly, onToggle, onChange } = props;
  const { t } = useTranslation('product');
  const title = point.displayName || point.name;
  const isWrong = complaints !== undefined || refusal !== undefined;
  return (
    <Box ref={props.rowRef} className={classes.row} data-open={isOpen || undefined} role="listitem">
      <Group gap={4} wrap="nowrap" pe="xs">
        <UnstyledButton className={classes.head} aria-expanded={isOpen} onClick={onToggle}>
          <IconChevronRight size={16} className={classes.chevron!} aria-hidden />
          <Box miw={0} flex={1}>
            <Text size="sm" fw={500} truncate>
              {title}
            </Text>
            <Text size="xs" c="dimmed" ff="monospace" truncate>
              {point.name}
            </Text>
          </Box>
          <Box className={classes.facts}>
            <TypeFacts point={point} />
            <KindMark kind={point.kind} />
          </Box>
        </UnstyledButton>
        {!isReadOnly && <RowActions {...props} title={title} />}
      </Group>
      {isWrong && !isOpen && (
        <Text size="xs" c="var(--mantine-color-error)" px="md" pb="xs">
          {refusal ?? t('points.hasErrors')}
        </Text>
      )}
      {isOpen && (
        <Box px="md" pb="md" pt={4}>
          {refusal && (
            <Text size="xs" c="var(--mantine-color-error)" pb="xs" role="alert">
              {refusal}
            </Text>
          )}
          <PointForm
            point={point}
            complaints={complaints ?? none}
            isReadOnly={isReadOnly}
            onChange={onChange}
          />
        </Box>
      )}
    </Box>
  );
}

function RowActions({ title, mayMoveUp, mayMoveDown, onMove, onRemove }: PointRowProps & { title: string }) {
  const { t } = useTranslation('product');
  const button = { variant: 'subtle', color: 'gray', className: classes.action! } as const;
  return (
    <Group gap={0} wrap="nowrap">
      <ActionIcon
        {...button}
        aria-label={t('points.moveUp', { name: title })}
        disabled={!mayMoveUp}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        {...button}
        aria-label={t('points.moveDown', { name: title })}
        disabled={!mayMoveDown}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon {...button} aria-label={t('points.remove', { name: title })} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

function TypeFacts({ point }: { readonly point: DraftPoint }) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const facts = () => {
    if (point.dataType === 'enum') return t('points.words', { count: point.texts.length });
    if (point.dataType === 'binary') return t('points.bytes', { bytes: point.lenBytes ?? '?' });
    if (point.dataType === 'bool') return '';
    const spec = uintSpecOf(point);
    const real = (wire: number) => written(realOf(spec, wire), format);
    return t('points.range', { from: real(spec.min), to: real(spec.max) });
  };
  const words = facts();
  return (
    <Text size="xs" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {point.dataType}
      {words && ` · ${words}`}
    </Text>
  );
}

function written(value: number, format: Format): string {
  return Math.abs(value) < 100_000 ? format.number(value) : format.short(value);
}

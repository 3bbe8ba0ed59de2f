import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import type { DeviceGroup } from './group-queries.ts';
import classes from './group-tree.module.css';
import { nameOf, type TreeRow, treeRows } from './group-tree-rows.ts';

interface GroupTreeProps {
  /** Each after the one it is in. */
  readonly groups: readonly DeviceGroup[];
  readonly chosen: string;
  onChoose(gid: string): void;
}

/** More would be too long to look through at once: then only the groups below the root are open at first. */
const openAtFirst = 60;

/** The groups with their devices. The keys are those of every tree: arrows, Home, End, Enter (WAI-ARIA, tree view). */
export function GroupTree({ groups, chosen, onChoose }: GroupTreeProps) {
  const { t } = useTranslation('groups');
  const [closed, setClosed] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        groups.length > openAtFirst ? groups.filter(({ depth }) => depth > 1).map(({ gid }) => gid) : [],
      ),
  );
  const rows = useMemo(() => treeRows(groups, closed), [groups, closed]);
  const [focused, setFocused] = useState(chosen);
  const list = useRef<HTMLDivElement>(null);
  const fold = (gid: string, isOpen: boolean) => {
    const next = new Set(closed);
    if (isOpen) next.delete(gid);
    else next.add(gid);
    setClosed(next);
  };
  const focus = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))]!;
    setFocused(row.group.gid);
    list.current?.querySelector<HTMLElement>(`[data-gid="${row.group.gid}"]`)?.focus();
  };
  const press = (event: KeyboardEvent, row: TreeRow, index: number) => {
    const { group, hasGroups, isOpen } = row;
    const actions: Record<string, () => void> = {
      ArrowDown: () => focus(index + 1),
      ArrowUp: () => focus(index - 1),
      Home: () => focus(0),
      End: () => focus(rows.length - 1),
      ArrowRight: () => (hasGroups && !isOpen ? fold(group.gid, true) : hasGroups && focus(index + 1)),
      ArrowLeft: () =>
        hasGroups && isOpen
          ? fold(group.gid, false)
          : focus(rows.findIndex(({ group: { gid } }) => gid === group.parent_gid)),
      Enter: () => onChoose(group.gid),
      ' ': () => onChoose(group.gid),
    };
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  // One row is in the order of the tab key: the one left last, or what is to be seen of it.
  const reachable = rows.some(({ group }) => group.gid === focused) ? focused : rows[0]?.group.gid;
  return (
    <div ref={list} role="tree" aria-label={t('tree')} className={classes.tree}>
      {rows.map((row, index) => (
        <GroupRow
          key={row.group.gid}
          row={row}
          isChosen={row.group.gid === chosen}
          isReachable={row.group.gid === reachable}
          onChoose={() => {
            setFocused(row.group.gid);
            onChoose(row.group.gid);
          }}
          onFold={() => fold(row.group.gid, !row.isOpen)}
          onKeyDown={(event) => press(event, row, index)}
        />
      ))}
    </div>
  );
}

interface GroupRowProps {
  readonly row: TreeRow;
  readonly isChosen: boolean;
  readonly isReachable: boolean;
  onChoose(): void;
  onFold(): void;
  onKeyDown(event: KeyboardEvent): void;
}

function GroupRow({ row, isChosen, isReachable, onChoose, onFold, onKeyDown }: GroupRowProps) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const { group, hasGroups, isOpen } = row;
  const counts = { online: format.number(group.online_below), total: format.number(group.devices_below) };
  return (
    <div
      role="treeitem"
      aria-level={group.depth}
      aria-selected={isChosen}
      {...(hasGroups && { 'aria-expanded': isOpen })}
      tabIndex={isReachable ? 0 : -1}
      data-gid={group.gid}
      className={classes.row}
      style={{ ['--depth' as string]: group.depth }}
      onClick={onChoose}
      onKeyDown={onKeyDown}
    >
      <span
        className={classes.fold}
        aria-hidden
        onClick={(event) => {
          if (!hasGroups) return;
          event.stopPropagation();
          onFold();
        }}
      >
        {hasGroups && (isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />)}
      </span>
      <span className={classes.name} title={nameOf(group)}>
        {nameOf(group)}
      </span>
      <span className={classes.count} title={t('onlineOf', counts)}>
        {counts.online} / {counts.total}
      </span>
    </div>
  );
}

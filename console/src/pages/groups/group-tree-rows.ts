import type { DeviceGroup } from './group-queries.ts';

/** A group as the tree shows it. */
export interface TreeRow {
  readonly group: DeviceGroup;
  readonly hasGroups: boolean;
  readonly isOpen: boolean;
}

/** The groups that are to be seen: those of which all above are open. Takes and returns each after the one it is in. */
export function treeRows(groups: readonly DeviceGroup[], closed: ReadonlySet<string>): TreeRow[] {
  const parents = new Set(groups.map(({ parent_gid }) => parent_gid));
  const shut = new Set<string | null>();
  const rows: TreeRow[] = [];
  for (const group of groups) {
    const isHidden = shut.has(group.parent_gid);
    const isOpen = !closed.has(group.gid);
    if (isHidden || !isOpen) shut.add(group.gid);
    if (!isHidden) rows.push({ group, hasGroups: parents.has(group.gid), isOpen });
  }
  return rows;
}

/** The group itself and all that are in it, or in those. */
export function subtreeOf(groups: readonly DeviceGroup[], gid: string): ReadonlySet<string> {
  const inside = new Set([gid]);
  for (const group of groups) if (inside.has(group.parent_gid ?? '')) inside.add(group.gid);
  return inside;
}

export function nameOf({ name, gid }: DeviceGroup): string {
  return name || gid.slice(0, 8);
}

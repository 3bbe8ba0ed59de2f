interface Group {
  readonly gid: string;
  readonly name: string;
  readonly parent_gid: string | null;
}

/** Where each group is, from the root on; a group stands after the one it is in. */
export function groupPaths(groups: readonly Group[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { gid, name, parent_gid } of groups) {
    const above = parent_gid && paths.get(parent_gid);
    const own = name || gid.slice(0, 8);
    paths.set(gid, above ? `${above} / ${own}` : own);
  }
  return paths;
}

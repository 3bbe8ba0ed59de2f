import { type Static, Type } from 'typebox';
import type { CountedDeviceGroup } from '../../store/counted-device-groups.ts';
import { nullable } from '../nullable.ts';

export const groupAnswer = Type.Object({
  gid: Type.String(),
  /** Empty: nobody has named it. */
  name: Type.String(),
  /** Null of the root. */
  parent_gid: nullable(Type.String()),
  /** 1 of the root. */
  depth: Type.Integer(),
  /** In the group itself, disabled ones included. */
  devices: Type.Integer(),
  online: Type.Integer(),
  /** With those of all groups below it. */
  devices_below: Type.Integer(),
  online_below: Type.Integer(),
  created_at: Type.Integer(),
});

type GroupAnswer = Static<typeof groupAnswer>;

/** The tree from the root on: a group comes after the one it is in, together with all that is below it. */
export function toGroupAnswers(groups: readonly CountedDeviceGroup[]): GroupAnswer[] {
  const children = new Map<number | null, CountedDeviceGroup[]>();
  for (const group of groups) {
    const siblings = children.get(group.parentId);
    if (siblings) siblings.push(group);
    else children.set(group.parentId, [group]);
  }
  const below = (parent: CountedDeviceGroup | null, depth: number): GroupAnswer[] =>
    (children.get(parent?.groupId ?? null) ?? []).flatMap((group) => {
      const inside = below(group, depth + 1);
      const own = toAnswer(group, { parentGid: parent?.gid ?? null, depth });
      for (const answer of inside) {
        own.devices_below += answer.devices;
        own.online_below += answer.online;
      }
      return [own, ...inside];
    });
  return below(null, 1);
}

function toAnswer(
  { gid, name, devices, online, createdAtMs }: CountedDeviceGroup,
  { parentGid, depth }: { readonly parentGid: string | null; readonly depth: number },
): GroupAnswer {
  return {
    gid,
    name,
    parent_gid: parentGid,
    depth,
    devices,
    online,
    devices_below: devices,
    online_below: online,
    created_at: Math.floor(createdAtMs / 1000),
  };
}

import type { DraftPoint } from './definition-draft.ts';
import type { DefinitionPreview, Packet } from './product-queries.ts';

/** What devices that know the saved definition would get wrong about a new one. */
export interface LayoutChanges {
  /** Names of data points that are elsewhere in a packet than before. */
  readonly moved: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Of a report of everything. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly isAnotherProtocol: boolean;
}

export function layoutChangesOf(
  saved: DefinitionPreview,
  next: DefinitionPreview,
  points: readonly DraftPoint[],
): LayoutChanges {
  const namesNow = new Map(points.map(({ origin, name }) => [origin?.name, name]));
  const savedNames = saved.points.map(({ name }) => name);
  const kept = savedNames.filter((name) => namesNow.has(name));
  const isElsewhere = (name: string) =>
    (['status', 'control'] as const).some(
      (packet) => placeOf(saved[packet], name) !== placeOf(next[packet], namesNow.get(name)!),
    );
  return {
    moved: kept.filter(isElsewhere).map((name) => namesNow.get(name)!),
    added: points
      .filter(({ origin }) => !origin || !savedNames.includes(origin.name))
      .map(({ name }) => name),
    removed: savedNames.filter((name) => !namesNow.has(name)),
    bytesBefore: saved.status.bytes,
    bytesAfter: next.status.bytes,
    isAnotherProtocol: saved.protocol_type !== next.protocol_type,
  };
}

/** Whether a device that knows only the saved definition is still understood. */
export function isCompatible({ moved, added, removed, isAnotherProtocol }: LayoutChanges): boolean {
  return moved.length + added.length + removed.length === 0 && !isAnotherProtocol;
}

function placeOf(packet: Packet, name: string): string {
  const point = packet.points.find((candidate) => candidate.name === name);
  if (!point) return '';
  const { flag, bit, offset, bytes } = point;
  return JSON.stringify([flag, bit ?? [offset, bytes]]);
}

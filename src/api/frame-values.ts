import { decodeReport, type PublicValues } from '../codec/decode-status.ts';
import { decodeControl } from '../codec/device-side.ts';
import { parseFrame } from '../codec/frame.ts';
import { Malformed } from '../codec/malformed.ts';
import { toPublicValue } from '../codec/point-value.ts';
import type { StatusLayout } from '../codec/status-layout.ts';
import type { StatusLayouts } from '../codec/status-layouts.ts';
import { frameKind } from '../store/batch/batch-rows.ts';
import type { Catalog, Product } from '../store/catalog.ts';
import type { LoggedFrame } from '../store/frame-log.ts';

interface FrameServices {
  readonly catalog: Catalog;
  readonly layouts: StatusLayouts;
}

/**
 * The data points that a frame of the log carries: a report or a control. Read with the definition that the frame was
 * stored under, not today's (contract.md §5, `…/data`). Undefined for what carries none.
 */
export async function frameValues(
  { kind, payload, definitionVersion }: Pick<LoggedFrame, 'kind' | 'payload' | 'definitionVersion'>,
  product: Product,
  { catalog, layouts }: FrameServices,
): Promise<PublicValues | undefined> {
  if (kind === frameKind.dev2app) return undefined;
  const versioned = await catalog.definition(product, definitionVersion);
  const frame = parseFrame(payload);
  if (!versioned || frame instanceof Malformed) return undefined;
  const layout = layouts.of(versioned.definition);
  if (kind === frameKind.app2dev) return controlValues(layout, frame.payload);
  const values = decodeReport(layout, frame.payload.subarray(1));
  return values instanceof Malformed ? undefined : values;
}

function controlValues(layout: StatusLayout, p0: Buffer): PublicValues | undefined {
  const values = decodeControl(layout, p0);
  if (values instanceof Malformed) return undefined;
  return Object.fromEntries(
    [...values].map(([name, raw]) => [name, toPublicValue(layout.fieldsByName.get(name)!, raw)]),
  );
}

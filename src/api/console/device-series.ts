import { carriedNumbers } from '../../codec/carried-numbers.ts';
import { parseFrame } from '../../codec/frame.ts';
import { Malformed } from '../../codec/malformed.ts';
import type { StatusField, StatusLayout } from '../../codec/status-layout.ts';
import type { DataFrame } from '../../store/data-frames.ts';
import { readDataFrames } from '../../store/data-frames.ts';
import type { TimeSpan } from '../../store/time-span.ts';
import type { ConsoleServices } from './console-services.ts';
import { type BinColumns, ValueBins } from './value-bins.ts';
import type { VisibleDevice } from './visible-device.ts';

export interface SeriesQuery {
  readonly device: VisibleDevice;
  /** Of data points. */
  readonly names: readonly string[];
  readonly span: TimeSpan;
  /** Into so many bins of equal width the span is divided. */
  readonly binCount: number;
  readonly maxFrames: number;
  /** Asked between pieces of the work: nobody waits for the answer any more. */
  isAbandoned(): boolean;
}

export interface DeviceSeries {
  /** That were read. */
  readonly frames: number;
  readonly isSampled: boolean;
  readonly byName: ReadonlyMap<string, BinColumns>;
}

/** The data points of one version of the definition that are asked for. */
interface AskedFields {
  readonly layout: StatusLayout;
  readonly fields: readonly StatusField[];
}

/** What a device reported of some data points, summed up in bins of equal width. */
export async function readSeries(
  services: Pick<ConsoleServices, 'database' | 'catalog' | 'layouts'>,
  { device, names, span, binCount, maxFrames, isAbandoned }: SeriesQuery,
): Promise<DeviceSeries> {
  const bins = new Map(names.map((name) => [name, new ValueBins(binCount)]));
  const binOf = (atMs: number) => Math.floor(((atMs - span.fromMs) / (span.toMs - span.fromMs)) * binCount);
  const versions = new Map<number, AskedFields | undefined>();
  const { isSampled, pieces } = await readDataFrames(services.database, {
    deviceId: device.deviceId,
    span,
    maxFrames,
  });
  let frames = 0;
  for await (const piece of pieces) {
    if (isAbandoned()) break;
    frames += piece.length;
    for (const frame of piece) {
      const { definitionVersion: version, receivedAtMs } = frame;
      if (!versions.has(version)) versions.set(version, await fieldsOf(services, { device, names, version }));
      const asked = versions.get(version);
      if (asked)
        addValues(frame, asked, (name, value) =>
          bins.get(name)!.add(binOf(receivedAtMs), value, receivedAtMs),
        );
    }
  }
  return {
    frames,
    isSampled,
    byName: new Map([...bins].map(([name, ofName]) => [name, ofName.columns()])),
  };
}

async function fieldsOf(
  { catalog, layouts }: Pick<ConsoleServices, 'catalog' | 'layouts'>,
  { device, names, version }: Pick<SeriesQuery, 'device' | 'names'> & { readonly version: number },
): Promise<AskedFields | undefined> {
  const versioned = await catalog.definition(device.product, version);
  if (!versioned) return undefined;
  const layout = layouts.of(versioned.definition);
  const fields = names.flatMap((name) => layout.fieldsByName.get(name) ?? []);
  return { layout, fields: fields.filter(hasNumber) };
}

/** Whether its values can be drawn. */
export function hasNumber({ point }: StatusField): boolean {
  return point.dataType !== 'binary';
}

function addValues(
  { payload }: DataFrame,
  { layout, fields }: AskedFields,
  add: (name: string, value: number) => void,
): void {
  const frame = parseFrame(payload);
  if (frame instanceof Malformed) return;
  const values = carriedNumbers(layout, frame.payload.subarray(1), fields);
  for (const [index, { point }] of fields.entries()) {
    const value = values[index];
    if (value !== undefined) add(point.name, value);
  }
}

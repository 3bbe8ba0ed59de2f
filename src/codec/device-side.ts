import { applyReport } from './apply-report.ts';
import { encodeFlaggedBody } from './encode-body.ts';
import { Malformed } from './malformed.ts';
import type { StatusKind } from './p0-action.ts';
import { p0Action, p0VarLenAction, statusAction } from './p0-action.ts';
import type { RawValue } from './status-image.ts';
import { createStatusImage, isKnown, readField, writeField } from './status-image.ts';
import type { StatusLayout } from './status-layout.ts';

/** Raw values by data point name. */
export type RawValues = ReadonlyMap<string, RawValue>;

/** `action`: not a control of this protocol. `short`: ends before what it should carry. */
export type MalformedControl = Malformed<'action' | 'short'>;

const wrongAction: MalformedControl = new Malformed('action');
const shortControl: MalformedControl = new Malformed('short');

/** What a control tells a device: the writable points it flags (p0-payload.md §3.2 and §3.3). */
export function decodeControl(layout: StatusLayout, p0: Buffer): RawValues | MalformedControl {
  const image =
    layout.protocolType === 'standard' ? standardControlImage(layout, p0) : varLenControlImage(layout, p0);
  if (image instanceof Malformed) return image;
  const flagged = layout.fields.filter(
    (field) => field.point.type === 'status_writable' && isKnown(image, field),
  );
  return new Map(flagged.map((field) => [field.point.name, readField(image, field)]));
}

function standardControlImage(layout: StatusLayout, p0: Buffer): Buffer | MalformedControl {
  if (p0[0] !== p0Action.control) return wrongAction;
  const start = layout.flagBytes - layout.writableFlagBytes;
  if (p0.length - 1 < layout.writableEnd - start) return shortControl;
  const image = createStatusImage(layout);
  p0.copy(image, start, 1, 1 + layout.writableEnd - start);
  return image;
}

function varLenControlImage(layout: StatusLayout, p0: Buffer): Buffer | MalformedControl {
  if (p0[0] !== p0VarLenAction.control) return wrongAction;
  const image = createStatusImage(layout);
  return applyReport(layout, image, p0.subarray(1)) instanceof Malformed ? shortControl : image;
}

/**
 * P0 by which a device tells its status. A var_len product sends the points given; a standard one always sends all,
 * those not given as zeros.
 */
export function encodeStatus(layout: StatusLayout, values: RawValues, kind: StatusKind): Buffer {
  const image = createStatusImage(layout);
  for (const field of layout.fields) {
    const raw = values.get(field.point.name);
    if (raw !== undefined) writeField(image, field, raw);
  }
  const isStandard = layout.protocolType === 'standard';
  const body = isStandard ? image.subarray(layout.flagBytes) : encodeFlaggedBody(layout, image);
  return Buffer.concat([Buffer.of(statusAction(layout.protocolType, kind)), body]);
}

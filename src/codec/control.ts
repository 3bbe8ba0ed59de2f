import type { BinaryCoding } from './binary-coding.ts';
import { encodeFlaggedBody } from './encode-body.ts';
import { p0Action, p0VarLenAction } from './p0-action.ts';
import { attrInvalid, fromPublicValue } from './point-value.ts';
import { createStatusImage, writeField } from './status-image.ts';
import type { StatusLayout } from './status-layout.ts';

export interface ControlOptions {
  /** How texts for binary points are coded; hex when left out. */
  readonly binaryCoding?: BinaryCoding;
}

/**
 * P0 of a control that sets some data points (contract.md §5 control, p0-payload.md §3.2 and §3.3): all points of a
 * standard product are sent, those not named as zeros without their flag.
 * @throws QiyunError 5401 whose detail begins with the name of the data point
 */
export function encodeControl(
  layout: StatusLayout,
  attrs: Record<string, unknown>,
  options: ControlOptions = {},
): Buffer {
  const image = createStatusImage(layout);
  const entries = Object.entries(attrs);
  if (entries.length === 0) throw attrInvalid('attrs', 'must name a data point');
  for (const [name, value] of entries) {
    const field = layout.fieldsByName.get(name);
    if (field === undefined) throw attrInvalid(name, 'no such data point');
    if (field.point.type !== 'status_writable') throw attrInvalid(name, 'is not writable');
    writeField(image, field, fromPublicValue(field, value, options.binaryCoding ?? 'hex'));
  }
  return layout.protocolType === 'standard'
    ? Buffer.concat([Buffer.of(p0Action.control), standardControlBody(layout, image)])
    : Buffer.concat([Buffer.of(p0VarLenAction.control), encodeFlaggedBody(layout, image)]);
}

/**
 * `attr_flags | attr_vals`. Writable points have the lowest ids and the first places, so that their flags end and
 * their values begin where flags and region of the image meet.
 */
function standardControlBody(layout: StatusLayout, image: Buffer): Buffer {
  return image.subarray(layout.flagBytes - layout.writableFlagBytes, layout.writableEnd);
}

/** P0 that asks a device for all its data points; modules answer 03 or 13. */
export function encodeReadRequest(layout: StatusLayout): Buffer {
  if (layout.protocolType === 'standard') return Buffer.of(p0Action.read);
  // Bits beyond the last point are set too, as apps in the field send it (p0-payload.md §3.4).
  return Buffer.alloc(1 + layout.flagBytes, 0xff).fill(p0VarLenAction.read, 0, 1);
}

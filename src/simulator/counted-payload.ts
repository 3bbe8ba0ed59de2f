import { encodeStatus } from '../codec/device-side.ts';
import { encodeFrame } from '../codec/frame.ts';
import { frameCommand } from '../codec/frame-command.ts';
import type { StatusLayout } from '../codec/status-layout.ts';
import { invalidField } from '../model/errors.ts';

/** What a load generator publishes: always the same bytes, but for a big-endian 32-bit counter inside. */
export interface CountedPayload {
  readonly bytes: Buffer;
  /** Of the counter's first byte. */
  readonly counterOffset: number;
}

/**
 * A report (0091 with 04 or 14) that carries the counter as the value of one uint32 data point.
 * @throws QiyunError 5002 when the product has no such data point
 */
export function countedReport(layout: StatusLayout, pointName: string): CountedPayload {
  if (layout.fieldsByName.get(pointName)?.point.dataType !== 'uint32')
    throw invalidField(pointName, 'is no uint32 data point of the product');
  const bytes = reportWith(layout, pointName, 0);
  const counted = reportWith(layout, pointName, 0xffff_ffff);
  return { bytes, counterOffset: bytes.findIndex((byte, at) => byte !== counted[at]) };
}

function reportWith(layout: StatusLayout, pointName: string, value: number): Buffer {
  const payload = encodeStatus(layout, new Map([[pointName, value]]), 'report');
  return encodeFrame({ command: frameCommand.report, payload });
}

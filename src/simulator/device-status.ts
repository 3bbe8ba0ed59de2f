import { encodeStatus, type RawValues } from '../codec/device-side.ts';
import type { StatusKind } from '../codec/p0-action.ts';
import { createStatusImage, type RawValue, readField, writeField } from '../codec/status-image.ts';
import type { StatusField, StatusLayout } from '../codec/status-layout.ts';

/** What a device would show on its own display: the values of its data points, all zero at first. */
export class DeviceStatus {
  readonly layout: StatusLayout;
  readonly #image: Buffer;

  constructor(layout: StatusLayout) {
    this.layout = layout;
    this.#image = createStatusImage(layout);
  }

  get(field: StatusField): RawValue {
    return readField(this.#image, field);
  }

  /** `raw` must fit the data point. */
  set(field: StatusField, raw: RawValue): void {
    writeField(this.#image, field, raw);
  }

  /** Sets data points by name. */
  apply(values: RawValues): void {
    for (const [name, raw] of values) this.set(this.field(name), raw);
  }

  /** @throws Error when the product has no such data point */
  field(name: string): StatusField {
    const field = this.layout.fieldsByName.get(name);
    if (field === undefined) throw new Error(`the product has no data point ${name}`);
    return field;
  }

  /** P0 with these data points; a standard product's device tells all of them whatever is asked. */
  encode(kind: StatusKind, fields: readonly StatusField[]): Buffer {
    const told = this.layout.protocolType === 'standard' ? this.layout.fields : fields;
    return encodeStatus(this.layout, new Map(told.map((field) => [field.point.name, this.get(field)])), kind);
  }
}

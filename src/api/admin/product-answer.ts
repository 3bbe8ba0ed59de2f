import { type Static, Type } from 'typebox';
import type { Product } from '../../store/catalog.ts';
import { nullable } from '../nullable.ts';
import { secondsField } from './field-schemas.ts';
import { productSettings } from './product-settings.ts';
import { secondsOf } from './seconds.ts';

/** A product as lists show it: without the definition, which is long. */
export const productAnswer = Type.Object({
  product_key: Type.String(),
  enterprise_id: Type.String(),
  name: Type.String(),
  protocol_type: nullable(Type.String()),
  /** 0 without data points. */
  definition_version: Type.Integer(),
  ...productSettings,
  created_at: secondsField,
});

export function toProductAnswer(product: Product): Static<typeof productAnswer> {
  return {
    product_key: product.productKey,
    enterprise_id: product.enterpriseId,
    name: product.name,
    protocol_type: product.current?.definition.protocolType ?? null,
    definition_version: product.current?.version ?? 0,
    remote_control: product.remoteControl,
    control_requires_binding: product.controlRequiresBinding,
    control_ack: product.controlAck,
    registration: product.registration,
    association: product.association,
    max_messages_per_second: product.maxMessagesPerSecond ?? null,
    max_payload_bytes: product.maxPayloadBytes ?? null,
    longitude_attr: product.longitudeAttr ?? null,
    latitude_attr: product.latitudeAttr ?? null,
    agg_data: product.aggData,
    passcode_by_mac: product.passcodeByMac,
    adoption_until: product.adoptionUntilMs === undefined ? null : secondsOf(product.adoptionUntilMs),
    created_at: secondsOf(product.createdAtMs),
  };
}

export const fullProductAnswer = Type.Object({
  ...productAnswer.properties,
  /** The definition as `GET …/datapoint` answers it; null without data points. */
  datapoints: Type.Unknown(),
});

export function toFullProductAnswer(product: Product): Static<typeof fullProductAnswer> {
  return { ...toProductAnswer(product), datapoints: product.current?.definition.document ?? null };
}

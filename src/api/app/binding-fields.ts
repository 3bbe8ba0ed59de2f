import { Type } from 'typebox';

const longest = 256;
/** Anything that PostgreSQL can store. */
const pattern = '^[^\\0\\p{Cs}]*$';

export const remark = Type.String({
  maxLength: longest,
  pattern,
  description: 'remark of the user',
  'x-description-zh': '备注',
  examples: ['客厅'],
});

export const devAlias = Type.String({
  maxLength: longest,
  pattern,
  description: 'name that the user gives the device',
  'x-description-zh': '设备别名',
  examples: ['空调'],
});

export const devLabel = Type.Array(Type.String({ maxLength: longest, pattern }), {
  maxItems: 100,
  description: 'labels, for control by voice',
  'x-description-zh': '设备标签列表，用于语音控制',
  examples: [['空调']],
});

export const setOwner = Type.Integer({
  minimum: 0,
  maximum: 1,
  default: 0,
  description: '1: the device is the user’s alone, others bind it only when he shares it',
  'x-description-zh': '1：设为 owner，他人须经分享才能绑定；0：不设置',
});

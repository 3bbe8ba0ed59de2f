import { Type } from 'typebox';

/** Faults or alerts, or the devices that had them: all, those that are over, those that are not. */
export const alarmCount = Type.Object({
  total: Type.Integer(),
  resolved: Type.Integer(),
  unresolved: Type.Integer(),
});

import type { RawValue } from '../codec/status-image.ts';
import type { StatusField } from '../codec/status-layout.ts';
import { type DataType, isAlarm } from '../model/data-point.ts';
import type { DeviceHabits } from './device-habits.ts';
import type { DeviceStatus } from './device-status.ts';
import type { SeededRandom } from './seeded-random.ts';

type Motion = (field: StatusField, value: RawValue, random: SeededRandom) => RawValue;

interface Motions {
  readonly start: Motion;
  /** Of what the device measures. */
  readonly drift: Motion;
  /** Of what somebody sets at the device. */
  readonly touch: Motion;
}

/** Ranges wider than this belong to meters, which only count up. */
const meterSpanMin = 1_000_000;
const meterStartMax = 100_000;
const meterStepMax = 20;
const stepsAcrossRange = 50;
const switchChance = 0.05;

const ofNumbers: Motions = { start: startNumber, drift: driftNumber, touch: anyNumber };

const motions: Record<DataType, Motions> = {
  bool: { start: anyBool, drift: rarely(anyBool), touch: otherBool },
  enum: { start: anyEnum, drift: rarely(anyEnum), touch: anyEnum },
  uint8: ofNumbers,
  uint16: ofNumbers,
  uint32: ofNumbers,
  binary: { start: keep, drift: rarely(anyByte), touch: keep },
};

/** Gives each data point a plausible value; no alarm is on. */
export function startStatus(status: DeviceStatus, random: SeededRandom): void {
  for (const field of status.layout.fields) {
    if (!isAlarm(field.point))
      status.set(field, motions[field.point.dataType].start(field, status.get(field), random));
  }
}

/** Lets some time pass around a device. Returns the data points whose values have changed by it. */
export function driftStatus(status: DeviceStatus, habits: DeviceHabits, random: SeededRandom): StatusField[] {
  const { alarmFields, fields } = status.layout;
  const isRaising = alarmFields.length > 0 && random.chance(habits.raiseChance);
  const raised = isRaising ? random.pick(alarmFields) : undefined;
  return fields.filter((field) => {
    const before = status.get(field);
    const after = isAlarm(field.point)
      ? nextAlarm(before, field === raised, random.chance(habits.clearChance))
      : nextValue(field, before, { habits, random });
    if (after === before) return false;
    status.set(field, after);
    return true;
  });
}

function nextAlarm(before: RawValue, isRaised: boolean, isCleared: boolean): RawValue {
  if (before === 0) return isRaised ? 1 : 0;
  return isCleared ? 0 : 1;
}

function nextValue(
  field: StatusField,
  before: RawValue,
  { habits, random }: { habits: DeviceHabits; random: SeededRandom },
): RawValue {
  const { drift, touch } = motions[field.point.dataType];
  if (field.point.type === 'status_readonly') return drift(field, before, random);
  return random.chance(habits.touchChance) ? touch(field, before, random) : before;
}

function keep(_field: StatusField, value: RawValue): RawValue {
  return value;
}

function rarely(motion: Motion): Motion {
  return (field, value, random) => (random.chance(switchChance) ? motion(field, value, random) : value);
}

function anyBool(_field: StatusField, _value: RawValue, random: SeededRandom): RawValue {
  return random.integer(0, 1);
}

function otherBool(_field: StatusField, value: RawValue): RawValue {
  return value === 0 ? 1 : 0;
}

function anyEnum({ point }: StatusField, _value: RawValue, random: SeededRandom): RawValue {
  return random.integer(0, point.enumTexts!.length - 1);
}

function anyNumber({ point }: StatusField, _value: RawValue, random: SeededRandom): RawValue {
  const { min, max } = point.uintSpec!;
  return random.integer(min, max);
}

function anyByte(_field: StatusField, value: RawValue, random: SeededRandom): RawValue {
  const bytes = Buffer.from(value as Buffer);
  bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
  return bytes;
}

/** Somewhere in the middle; a meter begins low. */
function startNumber({ point }: StatusField, _value: RawValue, random: SeededRandom): RawValue {
  const { min, max } = point.uintSpec!;
  const span = max - min;
  if (span > meterSpanMin) return min + random.integer(0, meterStartMax);
  return min + random.integer(Math.floor(span / 3), Math.ceil((2 * span) / 3));
}

function driftNumber({ point }: StatusField, value: RawValue, random: SeededRandom): RawValue {
  const { min, max } = point.uintSpec!;
  const span = max - min;
  const step = Math.ceil(span / stepsAcrossRange);
  const next =
    span > meterSpanMin
      ? Number(value) + random.integer(0, meterStepMax)
      : Number(value) + random.integer(-step, step);
  return Math.min(Math.max(next, min), max);
}

import { type KeyboardEvent, useState } from 'react';

interface TypedValue<Value> {
  /** What the device has, until something is typed. */
  readonly value: Value;
  /** Of what was typed; undefined: it is not finished, or wrong. */
  parse(typed: Value): Value | undefined;
  readonly commitsOnBlur: boolean;
  onCommit(value: Value): void;
}

/** A field whose text counts only once Enter says so, or going on; Esc gives it up. */
export function useTypedValue<Value>({ value, parse, commitsOnBlur, onCommit }: TypedValue<Value>) {
  const [typed, setTyped] = useState<{ readonly value: Value }>();
  const shown = typed ? typed.value : value;
  const parsed = typed && parse(typed.value);
  const isReady = parsed !== undefined && parsed !== value;
  const commit = () => {
    if (isReady) onCommit(parsed);
    if (isReady || typed?.value === value) setTyped(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape' && typed) {
      event.stopPropagation();
      setTyped(undefined);
    }
  };
  return {
    shown,
    isReady,
    isWrong: typed !== undefined && parsed === undefined,
    type: (next: Value) => setTyped({ value: next }),
    commit,
    field: { onKeyDown, ...(commitsOnBlur && { onBlur: commit }) },
  };
}

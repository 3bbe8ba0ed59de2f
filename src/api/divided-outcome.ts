import { Type } from 'typebox';

/** Answer of what is done for each of a list by itself. */
export const dividedOutcome = Type.Object({
  success: Type.Array(Type.String()),
  failed: Type.Array(Type.String()),
});

/** Those asked for, in the caller's order and spelling, by whether it was done for them. */
export function divideOutcome(asked: readonly string[], isDone: (item: string) => boolean) {
  return {
    success: asked.filter((item) => isDone(item)),
    failed: asked.filter((item) => !isDone(item)),
  };
}

/** Which data point of a definition the server refuses, and why; undefined when the refusal names none. */
export function refusedPoint(
  error: unknown,
): { readonly index: number; readonly reason: string } | undefined {
  const message = error instanceof Error ? error.message : '';
  const found = /entities\[0\]\.attrs\[(\d+)\]\.?(.*)$/.exec(message);
  return found ? { index: Number(found[1]), reason: found[2]! } : undefined;
}

/** Told apart by people who see colours otherwise too, and readable on light and dark. */
export const palette = [
  '#3b82f6',
  '#f59e0b',
  '#10b981',
  '#ef4444',
  '#8b5cf6',
  '#06b6d4',
  '#ec4899',
  '#84cc16',
];

export function colorOf(index: number): string {
  return palette[index % palette.length]!;
}

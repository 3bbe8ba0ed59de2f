/** Hex with a blank between the bytes. */
export function spacedHex(hex: string): string {
  return hex.replace(/..(?=.)/g, '$& ');
}

/** Lower-case hex without blanks; undefined for what is no whole bytes. */
export function parseHex(text: string): string | undefined {
  const hex = text.replace(/\s/g, '').toLowerCase();
  return /^([0-9a-f]{2})*$/.test(hex) ? hex : undefined;
}

/** The mac of a fleet's n-th device, from 0: 12 upper-case hex digits, locally administered, so that no real one collides. */
export function simulatedMac(index: number): string {
  return `02${(index + 1).toString(16).padStart(10, '0')}`.toUpperCase();
}

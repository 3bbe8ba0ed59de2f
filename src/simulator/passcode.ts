const letters = 26;
const passcodeLength = 10;

/** 10 upper-case letters, as modules make them (device-cloud.md §4.2). `random` gives numbers from 0 to below 1. */
export function newPasscode(random: () => number): string {
  const codes = Array.from({ length: passcodeLength }, () => 65 + Math.floor(random() * letters));
  return String.fromCharCode(...codes);
}

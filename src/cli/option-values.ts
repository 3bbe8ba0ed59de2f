import { InvalidArgumentError, Option } from 'commander';

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** A whole number, or the word `default`, which arrives as null: the server's own limit. */
export function limitOrDefault(text: string): number | null {
  return text === 'default' ? null : wholeNumber(text);
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3_600, d: 86_400 };

/** A length of time such as `12h` or `7d` in seconds, 0 for `off`. */
export function durationOrOff(text: string): number {
  if (text === 'off') return 0;
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('It must be like 12h or 7d, or off.');
  return Number(count) * unitSeconds[unit!]!;
}

/** A name, or null for `none`. */
export function nameOrNone(text: string): string | null {
  return text === 'none' ? null : text;
}

/** Texts separated by commas; an empty argument is an empty list. */
export function commaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A switch that takes `on` or `off` and arrives as a boolean. */
export function onOffOption(flag: string, description: string): Option {
  return new Option(`${flag} <on|off>`, description).argParser((text) => {
    if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('It must be on or off.');
    return text === 'on';
  });
}

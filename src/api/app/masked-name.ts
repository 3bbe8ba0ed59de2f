const mask = '****';

/**
 * What others see of a username, a phone number or an email address: the four characters in its middle are hidden, of a
 * short one all but its ends; of an address the host stays (app-open-api.md §5.2, guests).
 */
export function maskedName(name: string): string {
  const at = name.lastIndexOf('@');
  const characters = [...(at > 0 ? name.slice(0, at) : name)];
  const kept = Math.max(1, Math.floor((characters.length - mask.length) / 2));
  const after = Math.min(Math.max(kept + mask.length, 0), characters.length - 1);
  const host = at > 0 ? name.slice(at) : '';
  return `${characters.slice(0, kept).join('')}${mask}${characters.slice(after).join('')}${host}`;
}

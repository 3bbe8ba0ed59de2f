import { invalidField } from './errors.ts';

const lengthMax = 255;
/** A name or an IPv4 address, or an IPv6 address in brackets; then perhaps a port. */
const hostPattern = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Za-z.-]+))(?::\d{1,5})?$/;

/**
 * The host that a Host header names, without port and brackets. It goes into the answer as it is, so nothing may pass
 * that would end a form field or a line.
 *
 * @throws QiyunError 5002 when the header is missing or anything else than a host
 */
export function askedHost(header: string | undefined): string {
  const match = header !== undefined && header.length <= lengthMax ? hostPattern.exec(header) : null;
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) throw invalidField('host', 'not a host name or address');
  return host;
}

import type { ConnectionOptions } from 'node:tls';

/** Whom a device believes over TLS, the name that it expects and the certificate that it shows, if it has one. */
export type TlsTrust = Pick<ConnectionOptions, 'ca' | 'servername' | 'cert' | 'key'>;

export interface ServerAddress {
  /** Name or address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Undefined: in clear. */
  readonly tls?: TlsTrust | undefined;
}

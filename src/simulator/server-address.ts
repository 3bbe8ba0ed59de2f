export interface ServerAddress {
  /** Name or address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** What a server shows in TLS handshakes, as text in PEM form. Plain data: it goes over the links between processes. */
export interface TlsMaterial {
  /** The server's own certificate first, then the ones that lead to its authority. */
  readonly certificate: string;
  readonly key: string;
  /** Authorities of the certificates that devices show on MQTT over TLS; undefined: they are not asked for one. */
  readonly clientAuthorities: string | undefined;
  /** When the server's own certificate ends. */
  readonly expiresAtMs: number;
}

/** How the certificate is, for those who watch over the server. */
export interface CertificateState {
  readonly expiresAtMs: number;
  /** Whether its files hold something else by now that cannot be served with. */
  readonly isRefused: boolean;
}

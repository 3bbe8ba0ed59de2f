/** Of every HTTP server of the installation. */
export const httpLimits = {
  /** Open at the same time to one server of one process; a connection that does nothing has a few KiB. */
  connectionsPerAddress: 8_192,
  bodyBytes: 1_048_576,
  headerBytes: 16_384,
  pathParameterLength: 256,
  /** To receive the headers of a request. */
  headersTimeoutMs: 10_000,
  /** To receive a whole request. */
  requestTimeoutMs: 30_000,
  /** How often it is looked for requests that take too long to come. */
  connectionsCheckMs: 2_000,
  /** Without any traffic on a connection, answers included. */
  connectionTimeoutMs: 120_000,
  /** Longer than the minute that load balancers keep a connection, so that they close it first. */
  keepAliveTimeoutMs: 72_000,
};

export type HttpLimits = typeof httpLimits;

/** What Node.js wants to know of them when it creates a server; the other times it takes later. */
export function serverOptions({ headerBytes, headersTimeoutMs, connectionsCheckMs }: HttpLimits) {
  return {
    maxHeaderSize: headerBytes,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: connectionsCheckMs,
  };
}

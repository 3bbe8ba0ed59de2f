/** Of every HTTP server of the installation. */
export const httpLimits = {
  bodyBytes: 1_048_576,
  headerBytes: 16_384,
  pathParameterLength: 256,
  /** To receive a whole request. */
  requestTimeoutMs: 30_000,
  /** Without any traffic on a connection, answers included. */
  connectionTimeoutMs: 120_000,
  /** Longer than the minute that load balancers keep a connection, so that they close it first. */
  keepAliveTimeoutMs: 72_000,
};

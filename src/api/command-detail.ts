const longestAttrs = 2_048;
const mostBytes = 1_024;

/**
 * What a command said, for the audit log: the data points as the caller gave them, or the beginning of P0 in hex where there
 * are none or they are long. The command log has all of it.
 */
export function commandDetail(payload: Buffer, attrs?: object): Record<string, unknown> {
  if (attrs && JSON.stringify(attrs).length <= longestAttrs) return { attrs };
  return { raw: payload.toString('hex', 0, mostBytes), raw_bytes: payload.length };
}

/** `#/components/headers`: what answers have in their heads (contract.md §3). */
export const responseHeaders = {
  'X-RateLimit-Limit': integerHeader('calls an hour', '接口允许访问总量'),
  'X-RateLimit-Remaining': integerHeader('calls left', '接口剩余访问次数'),
  'X-RateLimit-Reset': integerHeader(
    'when the hour ends, seconds since the epoch',
    '调用频率限制重置时间（秒）',
  ),
  'X-Request-Id': {
    description: 'under which the log of the server has the call',
    'x-description-zh': '请求编号，服务器日志中用同一编号',
    schema: { type: 'string' },
  },
};

function integerHeader(description: string, inChinese: string): object {
  return { description, 'x-description-zh': inChinese, schema: { type: 'integer' } };
}

/** The headers of answers to calls that count or do not count for a quota, for a response to point to. */
export function headerReferences(hasQuota: boolean): Readonly<Record<string, object>> {
  const names = Object.keys(responseHeaders).filter((name) => hasQuota || !name.startsWith('X-RateLimit'));
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

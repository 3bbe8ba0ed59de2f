/** `#/components/headers`: what every answer has in its head (contract.md §3). */
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

/** All of them, for a response to point to. */
export const headerReferences: Readonly<Record<string, object>> = Object.fromEntries(
  Object.keys(responseHeaders).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../test/source-tree.ts';
import { processReport } from './process-report.test-helper.ts';
import { prometheusText } from './prometheus-text.ts';

const line = /^[a-z_]+\{([a-z_]+="([^"\\\n]|\\["\\n])*",?)+\} (\+Inf|[\d.e+-]+)$/;

const text = prometheusText([
  processReport({ processId: 7, received: 5, requests: 3 }),
  processReport({ processId: 8, sessions: 2 }),
]);
const lines = text.split('\n');

test('every line is a comment or a sample in the form of the format', () => {
  expect(lines.pop()).toBe('');
  expect(lines.filter((each) => !each.startsWith('# ') && !line.test(each))).toEqual([]);
});

test('each metric is told once, with all processes below it', () => {
  const types = lines.filter((each) => each.startsWith('# TYPE'));
  expect(new Set(types).size).toBe(types.length);
  const at = lines.indexOf('# TYPE qiyun_messages_received_total counter');
  expect(lines.slice(at + 1, at + 3)).toEqual([
    'qiyun_messages_received_total{process="7"} 5',
    'qiyun_messages_received_total{process="8"} 0',
  ]);
});

test('a bucket counts what the buckets before it count, and the last one all', () => {
  const labels = 'process="7",method="GET",route="/v1/products/:product_key/devices",status="2xx"';
  const name = 'qiyun_http_request_duration_seconds';
  expect(lines).toContain(`${name}_bucket{${labels},le="0.001"} 3`);
  expect(lines).toContain(`${name}_bucket{${labels},le="+Inf"} 3`);
  expect(lines).toContain(`${name}_sum{${labels}} 0.0015`);
  expect(lines).toContain(`${name}_count{${labels}} 3`);
});

test('docs/operations.md explains every metric, and none besides', () => {
  const document = readFileSync(join(projectFolder, 'docs/operations.md'), 'utf8');
  const explained = [...document.matchAll(/^\| `(qiyun_\w+)` \| (\w+) /gm)];
  const told = lines.flatMap((each) => /^# TYPE (\w+) (\w+)$/.exec(each)?.slice(1).join(' ') ?? []);
  expect(explained.map(([, name, type]) => `${name} ${type}`)).toEqual(told);
});

import { describe, expect, it } from 'vitest';
import { formatRecord, formatTable } from './format-table.ts';

describe('formatTable', () => {
  it('lines its columns up, Chinese names included', () => {
    const rows = [
      { mac: 'aa01', name: '加热器', is_online: true },
      { mac: 'aa0234', name: 'x', is_online: false },
    ];
    expect(formatTable(rows, ['name', 'mac', 'is_online'])).toBe(
      ['NAME    MAC     IS ONLINE', '加热器  aa01    yes', 'x       aa0234  no', ''].join('\n'),
    );
  });

  it('shows times as times, nothing as a dash, and lists by comma', () => {
    const row = { created_at: 1_795_334_400.25, client_ip: null, ranges: ['a', 'b'], none: [] };
    expect(formatRecord(row)).toBe(
      ['created_at: 2026-11-22 08:00:00.250Z', 'client_ip:  -', 'ranges:     a, b', 'none:       -', ''].join(
        '\n',
      ),
    );
  });

  it('keeps what devices send from steering the terminal', () => {
    const table = formatTable([{ topic: 'a\u001b[2J\r\nb\u202e' }], ['topic']);
    expect(table).toBe('TOPIC\na\\u001b[2J\\u000d\\u000ab\\u202e\n');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCsvLine } from './split-csv-line.ts';

describe('splitCsvLine', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [',', ['', '']],
    ['a,,', ['a', '', '']],
    [' a , b\t', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""", "x" ', ['say "hi"', 'x']],
    ['""', ['']],
    ['a"b', ['a"b']],
  ])('takes %j apart', (line, fields) => {
    expect(splitCsvLine(line)).toEqual(fields);
  });

  it.each(['"a', 'a,"b', '"a"b', '"a""'])('refuses %j, whose quotes do not match', (line) => {
    expect(splitCsvLine(line)).toBeUndefined();
  });

  it('reads back any fields that were quoted', () => {
    const field = fc.string().map((text) => text.replace(/[\r\n]/g, ''));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (fields) => {
        const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        expect(splitCsvLine(line)).toEqual(fields);
      }),
    );
  });

  it('takes time that grows no faster than the line', () => {
    const line = `"${'a'.repeat(50_000)}${' '.repeat(50_000)}`;
    expect(splitCsvLine(line)).toBeUndefined();
    expect(splitCsvLine(`${' '.repeat(100_000)}x`)).toEqual(['x']);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindingList, deviceList } from './list-kind.ts';
import { type ListEntry, readList } from './read-list.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiyun-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function read(name: string, text: string): Promise<ListEntry[]> {
  const path = join(folder, name);
  await writeFile(path, text);
  return entriesOf(path);
}

async function entriesOf(path: string): Promise<ListEntry[]> {
  const entries: ListEntry[] = [];
  for await (const entry of readList(path, deviceList)) entries.push(entry);
  return entries;
}

describe('a CSV device list', () => {
  it('may have its columns in any order, a byte order mark, Windows line ends and empty lines', async () => {
    const text = '\ufeffMAC, passcode ,did\r\naa01,SECRET,D1\r\n\r\naa02,,\r\naa03\r\n';
    expect(await read('list.csv', text)).toEqual([
      { place: 'line 2', row: { mac: 'aa01', passcode: 'SECRET', did: 'D1' } },
      { place: 'line 4', row: { mac: 'aa02' } },
      { place: 'line 5', row: { mac: 'aa03' } },
    ]);
  });

  it('has its bad lines refused with their numbers', async () => {
    expect(await read('list.csv', 'did,mac\nD1,aa01,x\n"D2,aa02\nD3,\n')).toEqual([
      { place: 'line 2', refusal: 'has 3 fields, the header 2' },
      { place: 'line 3', refusal: 'a quote is not closed' },
      { place: 'line 4', refusal: 'mac: is missing' },
    ]);
  });

  it.each([
    ['', 'is empty'],
    ['\n\n', 'is empty'],
    ['did,passcode\n', 'has no column mac'],
    ['mac,colour\n', 'has a column "colour"'],
    ['mac,mac\n', 'has a column twice'],
    ['[{"mac":"aa01"}]', 'has a column'],
  ])('is refused as a whole when it begins with %j', async (text, message) => {
    await expect(read('list.csv', text)).rejects.toThrow(message);
  });

  it('that is not there, or is a folder, is refused', async () => {
    await expect(entriesOf(join(folder, 'none.csv'))).rejects.toThrow('ENOENT');
    await expect(entriesOf(folder)).rejects.toThrow('is a folder');
  });
});

it('a column of numbers or of yes and no is one, or the line is refused', async () => {
  const path = join(folder, 'bindings.csv');
  await writeFile(path, 'uid,did,is_owner,bound_at\nu,d,1,1795381667\nu,d,TRUE,\nu,d,yes,\nu,d,0,soon\n');
  const entries: ListEntry[] = [];
  for await (const entry of readList(path, bindingList)) entries.push(entry);
  expect(entries).toEqual([
    { place: 'line 2', row: { uid: 'u', did: 'd', is_owner: true, bound_at: 1795381667 } },
    { place: 'line 3', row: { uid: 'u', did: 'd', is_owner: true } },
    { place: 'line 4', refusal: 'is_owner: must be true or false' },
    { place: 'line 5', refusal: 'bound_at: must be a whole number' },
  ]);
});

describe('a JSON device list', () => {
  it('is an array of devices; what is none is refused with its number', async () => {
    const list = [
      { mac: 'aa01', did: null, passcode: 'SECRET' },
      'aa02',
      { did: 'D' },
      { mac: 5 },
      { mac: 'aa03', colour: 'red' },
    ];
    expect(await read('list.JSON', JSON.stringify(list))).toEqual([
      { place: 'item 1', row: list[0] },
      { place: 'item 2', refusal: 'is not a device' },
      { place: 'item 3', refusal: 'mac: is missing' },
      { place: 'item 4', refusal: 'mac: must be a string' },
      { place: 'item 5', refusal: 'colour: is not known' },
    ]);
  });

  it.each(['{}', '"text"', '[', ''])('is refused as a whole when it is %j', async (text) => {
    await expect(read('list.json', text)).rejects.toThrow(/must hold an array|is not valid JSON/);
  });
});

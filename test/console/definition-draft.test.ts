import { describe, expect, test } from 'vitest';
import {
  addPoint,
  changePoint,
  changeProtocol,
  type DefinitionDocument,
  documentOf,
  draftOf,
  movePoint,
  removePoint,
} from '../../console/src/pages/product/definition-draft.ts';
import { arrangeDefinition } from '../../src/model/arrange-definition.ts';
import { greenhouseController } from '../../src/model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../../src/model/example-products/irrigation-valve.ts';
import { parseProductDefinition } from '../../src/model/product-definition.ts';

const key = 'a'.repeat(32);
const saved = (document: object) => parseProductDefinition(document, key).document as DefinitionDocument;
const arranged = (document: object) => arrangeDefinition(document, key);
const greenhouse = draftOf(saved(greenhouseController));
const keyOf = (name: string) => greenhouse.points.find((point) => point.name === name)!.key;

describe('a definition in the editor', () => {
  test.each([
    ['standard', greenhouseController],
    ['var_len', irrigationValve],
  ])('of a %s product that nobody changes comes out as it went in', (_type, example) => {
    const document = saved({ ...example, note: 'kept' });
    const { definition, isArranged } = arranged(documentOf(draftOf(document), 'x'));
    expect(isArranged).toBe(false);
    expect(definition.document).toEqual(document);
  });

  test('keeps its places while only texts and bounds change', () => {
    const changed = changePoint(greenhouse, keyOf('mode'), {
      displayName: 'Mode',
      texts: ['a', 'b', 'c', 'd'],
    });
    const { isArranged } = arranged(documentOf(changed, 'x'));
    expect(isArranged).toBe(false);
  });

  test.each([
    ['another word needs another bit', () => changePoint(greenhouse, keyOf('mode'), { texts: [...'abcde'] })],
    ['a data point is added', () => addPoint(greenhouse, 'status_writable')],
    ['one is removed', () => removePoint(greenhouse, keyOf('heater'))],
    ['one moves', () => movePoint(greenhouse, keyOf('heater'), 1)!],
    ['one has another type', () => changePoint(greenhouse, keyOf('heater'), { dataType: 'uint8' })],
    ['the packets have another format', () => changeProtocol(greenhouse, 'var_len')],
  ])('is placed anew when %s', (_what, change) => {
    const { definition, isArranged } = arranged(documentOf(change(), 'x'));
    expect(isArranged).toBe(true);
    expect(definition.dataPoints.map(({ name }) => name)).toEqual(change().points.map(({ name }) => name));
  });

  test('of a standard product keeps each kind together', () => {
    const alarm = addPoint(greenhouse, 'status_writable').points.findIndex(({ origin }) => !origin);
    expect(greenhouse.points[alarm]?.kind).toBe('status_readonly');
    expect(movePoint(greenhouse, keyOf('door_open'), -1)).toBeUndefined();
    const asFault = changePoint(greenhouse, keyOf('water_used'), { kind: 'fault' });
    expect(asFault.points.slice(-3).map(({ name, dataType }) => [name, dataType])).toEqual([
      ['water_used', 'bool'],
      ['sensor_fault', 'bool'],
      ['fan_fault', 'bool'],
    ]);
  });
});

import { checkStandardPlacement } from './check-standard-placement.ts';
import type { DataPoint, ProtocolType } from './data-point.ts';
import { invalidField } from './errors.ts';
import { generateUi } from './generate-ui.ts';
import type { JsonField, JsonObject } from './json-field.ts';
import { member, readArray, readChoice, readInteger, readObject, readText } from './json-field.ts';
import { parseDataPoint } from './parse-data-point.ts';
import { checkStorableJson } from './storable-json.ts';

/** What a product's devices can say and be told (product-definition.md §2.1). */
export interface ProductDefinition {
  readonly name: string;
  readonly protocolType: ProtocolType;
  readonly productKey: string;
  /** At index = id. */
  readonly dataPoints: readonly DataPoint[];
  /** The whole JSON as `GET …/datapoint` answers it, unknown keys included. */
  readonly document: object;
}

const packetVersion = '0x00000004';
const nameLengthMax = 256;
const dataPointsMax = 1024;
const statusBytesMax = 16_384;
const attrsPath = 'entities[0].attrs';

/**
 * Checks a definition document and completes it: the product's key wins over the document's own (contract.md §1),
 * a missing `ui` is generated. At most 1,024 points and 16 KiB of status.
 * @throws QiyunError 5002 whose detail begins with the path of the bad field, `entities[0].attrs[3].position.len: …`
 */
export function parseProductDefinition(input: unknown, productKey: string): ProductDefinition {
  const given = readObject({ path: 'datapoints', value: input });
  checkStorableJson(given);
  const name = readText(member(given, '', 'name'), nameLengthMax);
  const protocolType = readChoice(member(given, '', 'protocolType'), ['standard', 'var_len']);
  readChoice({ path: 'packetVersion', value: given.packetVersion ?? packetVersion }, [packetVersion]);
  const entity = readEntity(member(given, '', 'entities'));
  const attrs = readArray(member(entity, 'entities[0]', 'attrs'));
  const dataPoints = readDataPoints(attrs);
  if (protocolType === 'standard') checkStandardPlacement(dataPoints, attrsPath);
  checkStatusSize(dataPoints);
  const document = {
    ...given,
    packetVersion,
    product_key: productKey,
    entities: [
      { id: 0, name: 'entity0', display_name: name, ...entity, attrs: withTexts(attrs, dataPoints) },
    ],
    ui: readUi(member(given, '', 'ui')) ?? generateUi(dataPoints),
  };
  return { name, protocolType, productKey, dataPoints, document };
}

function readEntity(field: JsonField): JsonObject {
  const entities = readArray(field);
  if (entities.length !== 1) throw invalidField(field.path, 'must hold exactly one entity');
  const path = 'entities[0]';
  const entity = readObject({ path, value: entities[0] });
  if ('id' in entity) readInteger(member(entity, path, 'id'), 0, 0);
  if ('name' in entity) readChoice(member(entity, path, 'name'), ['entity0']);
  if ('display_name' in entity) readText(member(entity, path, 'display_name'), nameLengthMax);
  return entity;
}

function readDataPoints(attrs: readonly unknown[]): DataPoint[] {
  if (attrs.length === 0) throw invalidField(attrsPath, 'must not be empty');
  if (attrs.length > dataPointsMax) throw invalidField(attrsPath, `must not hold more than ${dataPointsMax}`);
  const names = new Set<string>();
  return attrs.map((value, id) => {
    const path = `${attrsPath}[${id}]`;
    const point = parseDataPoint({ path, value }, id);
    if (names.has(point.name)) throw invalidField(`${path}.name`, `${point.name} is used twice`);
    names.add(point.name);
    return point;
  });
}

function checkStatusSize(dataPoints: readonly DataPoint[]): void {
  let packedBytes = 0;
  for (const { id, position } of dataPoints) {
    const bytes = position.unit === 'byte' ? position.len : position.len / 8;
    packedBytes += bytes;
    const end = position.byteOffset + position.bitOffset / 8 + bytes;
    if (Math.max(packedBytes, end) > statusBytesMax) {
      throw invalidField(`${attrsPath}[${id}].position`, `status is larger than ${statusBytesMax} bytes`);
    }
  }
}

// Programs read both texts of every data point.
function withTexts(attrs: readonly unknown[], dataPoints: readonly DataPoint[]): object[] {
  return dataPoints.map(({ id, displayName, description }) => ({
    ...(attrs[id] as JsonObject),
    display_name: displayName,
    desc: description,
  }));
}

function readUi(field: JsonField): JsonObject | undefined {
  return field.value === undefined || field.value === null ? undefined : readObject(field);
}

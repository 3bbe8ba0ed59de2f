import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createDeviceGroup } from '../../store/device-group-tree.ts';
import { regroupDevices } from '../../store/group-members.ts';
import {
  type AdminApi,
  nowMs,
  nowSeconds,
  sampleDefinition,
  startAdminApi,
} from './admin-api.test-helper.ts';

let api: AdminApi;
let enterpriseId: string;

beforeAll(async () => {
  api = await startAdminApi();
  enterpriseId = (await api.succeed('POST', '/enterprises', { name: 'n' })).enterprise_id;
});

afterAll(() => api.close());

function create(body: object) {
  return api.call('POST', `/enterprises/${enterpriseId}/products`, body);
}

async function createKey(body: object = {}): Promise<string> {
  const answer = await create({ name: 'p', ...body });
  expect(answer.status).toBe(201);
  return answer.body.product_key;
}

describe('products', () => {
  it('are created with key and sealed secret, associated with their enterprise', async () => {
    const { status, body } = await create({ name: '加热器', datapoints: sampleDefinition() });
    expect(status).toBe(201);
    expect(body).toEqual({
      product_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      product_secret: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const product = api.catalog.productByKey(body.product_key)!;
    expect(api.seal.open(product.secretSealed)).toBe(body.product_secret);
    expect(api.catalog.isAssociated(enterpriseId, product.id)).toBe(true);
    const shown = await api.succeed('GET', `/products/${body.product_key}`);
    expect(shown).toMatchObject({
      product_key: body.product_key,
      enterprise_id: enterpriseId,
      name: '加热器',
      protocol_type: 'standard',
      definition_version: 1,
      remote_control: true,
      control_requires_binding: false,
      control_ack: 'required',
      registration: 'open',
      association: 'closed',
      max_messages_per_second: null,
      max_payload_bytes: null,
      agg_data: false,
      passcode_by_mac: false,
      created_at: nowSeconds,
    });
    expect(shown.datapoints.product_key).toBe(body.product_key);
    expect(shown.datapoints.entities).toEqual(sampleDefinition().entities);
    expect(shown.datapoints.ui.sections).toHaveLength(1);
    expect(JSON.stringify(shown)).not.toContain(body.product_secret);
  });

  it('may have no data points', async () => {
    const key = await createKey();
    expect(await api.succeed('GET', `/products/${key}`)).toMatchObject({
      definition_version: 0,
      protocol_type: null,
      datapoints: null,
    });
  });

  it('keep a key and secret that devices in the field carry, and never share them', async () => {
    const given = { product_key: newHexIdentifier(), product_secret: newHexIdentifier() };
    expect((await create({ name: 'p', ...given })).body).toEqual(given);
    const sameKey = await create({ name: 'p', product_key: given.product_key });
    expect(sameKey.body).toMatchObject({ error_code: '5002', detail: 'product_key: is used already' });
    const sameSecret = await create({ name: 'p', product_secret: given.product_secret });
    expect(sameSecret.body).toMatchObject({ error_code: '5002', detail: 'product_secret: is used already' });
  });

  it.each([
    [{}, 'name'],
    [{ name: 'p', product_key: 'X' }, 'product_key'],
    [{ name: 'p', product_secret: '' }, 'product_secret'],
    [{ name: 'p', datapoints: null }, 'datapoints'],
    [{ name: 'p', datapoints: [] }, 'datapoints'],
    [{ name: 'p', datapoints: { ...sampleDefinition(), entities: [] } }, 'entities'],
    [{ name: 'p', remote_control: false }, 'remote_control'],
  ])('are not created from %j', async (body, field) => {
    const answer = await create(body);
    expect([answer.status, answer.body.error_code]).toEqual([400, '5002']);
    expect(answer.body.detail.split(':')[0]).toBe(field);
  });

  it('name the path of what is wrong in a definition', async () => {
    const definition = JSON.parse(
      JSON.stringify(sampleDefinition()).replace('"len":1,"unit":"byte"', '"len":3,"unit":"byte"'),
    );
    const { body } = await create({ name: 'p', datapoints: definition });
    expect(body.detail).toMatch(/^entities\[0\]\.attrs\[1\]\.position\.len: /);
  });

  it('list without their definitions', async () => {
    const { enterprise_id: id } = await api.succeed('POST', '/enterprises', { name: 'lister' });
    const { product_key } = await api.succeed('POST', `/enterprises/${id}/products`, {
      name: 'p',
      datapoints: sampleDefinition(),
    });
    const { meta, objects } = await api.succeed('GET', `/enterprises/${id}/products`);
    expect(meta.total).toBe(1);
    expect(objects).toEqual([expect.objectContaining({ product_key, definition_version: 1 })]);
    expect(objects[0]).not.toHaveProperty('datapoints');
  });

  it('get a new definition version when, and only when, the definition changes', async () => {
    const key = await createKey({ datapoints: sampleDefinition() });
    const patch = async (datapoints: unknown) => {
      const answer = await api.succeed('PATCH', `/products/${key}`, { datapoints });
      return answer.definition_version;
    };
    expect(await patch(sampleDefinition())).toBe(1);
    expect(await patch(api.catalog.productByKey(key)!.current!.definition.document)).toBe(1);
    expect(await patch({ ...sampleDefinition(), remark: [-0] })).toBe(2);
    expect(await patch({ remark: [-0], ...sampleDefinition() })).toBe(2);
    expect(await patch(sampleDefinition('cooler'))).toBe(3);
    const product = api.catalog.productByKey(key)!;
    expect((await api.catalog.definition(product, 1))!.definition.name).toBe('heater');
    expect(product.current!.definition.name).toBe('cooler');
  });

  it('number their versions without gaps when several administrators change them at once', async () => {
    const key = await createKey({ datapoints: sampleDefinition() });
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(
      names.map((name) => api.succeed('PATCH', `/products/${key}`, { datapoints: sampleDefinition(name) })),
    );
    expect((await api.succeed('GET', `/products/${key}`)).definition_version).toBe(6);
  });

  it('change their settings, each by itself', async () => {
    const key = await createKey();
    const settings = {
      name: 'renamed',
      remote_control: false,
      control_requires_binding: true,
      control_ack: 'sent',
      registration: 'preregistered',
      association: 'open',
      max_messages_per_second: 5,
      max_payload_bytes: 512,
      agg_data: true,
      passcode_by_mac: true,
    };
    for (const [field, value] of Object.entries(settings)) {
      expect(await api.succeed('PATCH', `/products/${key}`, { [field]: value })).toHaveProperty(field, value);
    }
    expect(await api.succeed('GET', `/products/${key}`)).toMatchObject({
      ...settings,
      definition_version: 0,
    });
  });

  it('name the data points that say where a device is, which must be numbers of the definition', async () => {
    const key = await createKey();
    const datapoints = greenhouseController;
    const names = { longitude_attr: 'water_used', latitude_attr: null };
    expect(await api.succeed('PATCH', `/products/${key}`, { datapoints, ...names })).toMatchObject(names);
    const { status, body } = await api.call('PATCH', `/products/${key}`, { latitude_attr: 'heater' });
    expect([status, body.detail]).toEqual([
      400,
      'latitude_attr: there is no data point heater that is a number',
    ]);
  });

  it('go back to the server’s own limits', async () => {
    const key = await createKey();
    const limits = (value: number | null) => ({ max_messages_per_second: value, max_payload_bytes: value });
    expect(await api.succeed('PATCH', `/products/${key}`, limits(7))).toMatchObject(limits(7));
    expect(await api.succeed('PATCH', `/products/${key}`, { name: 'p' })).toMatchObject(limits(7));
    expect(await api.succeed('PATCH', `/products/${key}`, limits(null))).toMatchObject(limits(null));
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ remote_control: 'no' }, 'remote_control'],
    [{ control_ack: 'never' }, 'control_ack'],
    [{ registration: 'closed' }, 'registration'],
    [{ association: true }, 'association'],
    [{ max_messages_per_second: 0 }, 'max_messages_per_second'],
    [{ max_payload_bytes: 65_536 }, 'max_payload_bytes'],
    [{ longitude_attr: 'nothing' }, 'longitude_attr'],
    [{ agg_data: 1 }, 'agg_data'],
    [{ datapoints: {} }, 'name'],
    [{ product_secret: newHexIdentifier() }, 'product_secret'],
  ])('do not take %j, and change nothing', async (body, field) => {
    const key = await createKey();
    const answer = await api.call('PATCH', `/products/${key}`, { name: 'changed', ...body });
    expect([answer.status, answer.body.error_code]).toEqual([400, '5002']);
    expect(answer.body.detail.split(':')[0]).toBe(field);
    expect((await api.succeed('GET', `/products/${key}`)).name).toBe('p');
  });

  it('get a new secret that ends the tokens for them', async () => {
    const [key, otherKey] = [await createKey(), await createKey()];
    await api.database.query(
      `insert into access_token (token_hash, enterprise_id, product_id, expired_at)
       select decode(md5(product_key), 'hex'), enterprise_id, id, $1 from product where product_key = any($2)`,
      [new Date(nowMs + 1000), [key, otherKey]],
    );
    const { product_secret: secret } = await api.succeed('POST', `/products/${key}/rotate_secret`);
    expect(api.seal.open(api.catalog.productByKey(key)!.secretSealed)).toBe(secret);
    const { rows } = await api.database.query('select product_id from access_token');
    expect(rows).toEqual([{ product_id: api.catalog.productByKey(otherKey)!.id }]);
  });

  it('are erased with their devices and device groups', async () => {
    const key = await createKey({ datapoints: sampleDefinition() });
    const devices = Array.from({ length: 1000 }, (_, index) => ({ mac: `aa${index}` }));
    await api.succeed('POST', `/products/${key}/devices`, { devices });
    await api.succeed('POST', `/products/${key}/devices`, { devices: [{ mac: 'bb' }] });
    const { id: productId } = api.catalog.productByKey(key)!;
    let parentGid: string | undefined;
    for (let depth = 1; depth <= 3; depth++) {
      const gid = newHexIdentifier();
      await createDeviceGroup(api.database, { productId, gid, parentGid, createdAtMs: nowMs });
      parentGid = gid;
    }
    await regroupDevices(api.database, {
      productId,
      gid: parentGid!,
      action: 'assign',
      reassign: false,
      macs: ['bb'],
    });
    expect(await api.succeed('DELETE', `/products/${key}`)).toEqual({});
    expect(api.commands.disconnected).toHaveLength(1001);
    expect((await api.call('GET', `/products/${key}`)).body.error_code).toBe('5015');
    expect((await api.database.query('select from device')).rowCount).toBe(0);
  });
});

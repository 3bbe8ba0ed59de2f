import { type AdminClient, path } from '../cli/admin-client.ts';
import { everyPage } from '../cli/every-page.ts';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import type { DemoKeys } from './demo-keys.ts';

interface DemoPart {
  /** Where it is listed and created. */
  readonly list: string;
  readonly idField: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Makes what is not there yet: an enterprise, a standard and a var_len product, and an app. */
export async function createDemo(api: AdminClient, keys: DemoKeys): Promise<void> {
  for (const { list, idField, body } of partsOf(keys)) {
    const present = await everyPage<DemoPart['body']>(api, list);
    if (!present.some((part) => part[idField] === body[idField])) await api.post(list, body);
  }
}

function partsOf(keys: DemoKeys): DemoPart[] {
  const { enterprise_id, enterprise_secret, appid, app_secret } = keys;
  const enterprise = path`/enterprises/${enterprise_id}`;
  return [
    {
      list: '/enterprises',
      idField: 'enterprise_id',
      body: { name: '示范农场', enterprise_id, enterprise_secret },
    },
    {
      list: `${enterprise}/products`,
      idField: 'product_key',
      body: {
        name: '温室环境控制器',
        product_key: keys.greenhouse_product_key,
        product_secret: keys.greenhouse_product_secret,
        datapoints: greenhouseController,
      },
    },
    {
      list: `${enterprise}/products`,
      idField: 'product_key',
      body: {
        name: '太阳能灌溉阀',
        product_key: keys.valve_product_key,
        product_secret: keys.valve_product_secret,
        datapoints: irrigationValve,
      },
    },
    { list: `${enterprise}/apps`, idField: 'appid', body: { name: '示范应用', appid, app_secret } },
  ];
}

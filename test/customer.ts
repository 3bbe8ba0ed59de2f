import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../src/model/example-products/irrigation-valve.ts';
import { readSimulatedProduct, type SimulatedProduct } from '../src/simulator/simulated-product.ts';
import { ApiClient } from './api-client.ts';
import type { ServerProcess } from './server-process.ts';

/** A product as the customer knows it, and as its devices do. */
export interface CustomerProduct extends SimulatedProduct {
  readonly productSecret: string;
  /** /v1/products/{product_key}, with a token. */
  readonly api: ApiClient;
}

/** An enterprise with a standard and a var_len product, made over /admin/v1 and called over /v1. */
export interface Customer {
  readonly enterpriseId: string;
  readonly enterpriseSecret: string;
  readonly greenhouse: CustomerProduct;
  readonly valve: CustomerProduct;
}

export function adminApi(server: ServerProcess): ApiClient {
  return new ApiClient({ server, prefix: '/admin/v1', authorization: `Bearer ${server.adminToken}` });
}

export async function createCustomer(server: ServerProcess): Promise<Customer> {
  const enterprise = await adminApi(server).post('/enterprises', { name: '青田农业' });
  const { enterprise_id: enterpriseId, enterprise_secret: enterpriseSecret } = enterprise;
  const create = (name: string, datapoints: object) =>
    createProduct(server, { enterpriseId, enterpriseSecret, name, datapoints });
  return {
    enterpriseId,
    enterpriseSecret,
    greenhouse: await create('温室', greenhouseController),
    valve: await create('灌溉阀', irrigationValve),
  };
}

interface NewProduct {
  readonly enterpriseId: string;
  readonly enterpriseSecret: string;
  readonly name: string;
  readonly datapoints: object;
}

async function createProduct(server: ServerProcess, product: NewProduct): Promise<CustomerProduct> {
  const { enterpriseId, enterpriseSecret, name, datapoints } = product;
  const created = await adminApi(server).post(`/enterprises/${enterpriseId}/products`, { name, datapoints });
  const { product_key: productKey, product_secret: productSecret } = created;
  const prefix = `/v1/products/${productKey}`;
  const { token } = await new ApiClient({ server, prefix }).post('/access_token', {
    enterprise_id: enterpriseId,
    enterprise_secret: enterpriseSecret,
    product_secret: productSecret,
  });
  const api = new ApiClient({ server, prefix, authorization: `token ${token}` });
  return { ...readSimulatedProduct(productKey, datapoints), productSecret, api };
}

import type { LoadDevice } from '../src/simulator/load-generator.ts';
import type { MeasuredServer } from './measured-server.ts';

/** An enterprise with one product, made over /admin/v1 and ready to call /v1. */
export interface BenchCustomer {
  readonly productKey: string;
  /** For the `Authorization` header. */
  readonly authorization: string;
}

const importedAtOnce = 1_000;
const unlimited = 1_000_000_000;

type Answer = Readonly<Record<string, string>>;

/** Makes the customer, with a quota that no bench uses up. */
export async function createCustomer(server: MeasuredServer, definition: object): Promise<BenchCustomer> {
  const admin = adminOf(server);
  const enterprise = await admin('POST', '/enterprises', { name: 'bench' });
  const { enterprise_id, enterprise_secret } = enterprise;
  await admin('PATCH', `/enterprises/${enterprise_id}`, { hourly_quota: unlimited });
  const { product_key, product_secret } = await admin('POST', `/enterprises/${enterprise_id}/products`, {
    name: 'bench',
    datapoints: definition,
  });
  const { token } = await call(`${server.httpUrl}/v1/products/${product_key}/access_token`, {
    method: 'POST',
    body: { enterprise_id, enterprise_secret, product_secret },
  });
  return { productKey: product_key!, authorization: `token ${token}` };
}

/** Devices that may log in, all with the same passcode, imported as an operator imports a fleet. */
export async function importDevices(
  server: MeasuredServer,
  { productKey }: BenchCustomer,
  count: number,
): Promise<LoadDevice[]> {
  const devices = Array.from({ length: count }, (_, index) => ({
    mac: index.toString(16).padStart(12, '0'),
    did: `bench${String(index).padStart(17, '0')}`,
    passcode: 'ABCDEFGHIJ',
  }));
  for (let start = 0; start < count; start += importedAtOnce) {
    const some = devices.slice(start, start + importedAtOnce);
    await adminOf(server)('POST', `/products/${productKey}/devices`, { devices: some });
  }
  return devices;
}

function adminOf(server: MeasuredServer) {
  const authorization = `Bearer ${server.adminToken}`;
  return (method: string, path: string, body: object): Promise<Answer> =>
    call(`${server.httpUrl}/admin/v1${path}`, { method, body, authorization });
}

interface Call {
  readonly method: string;
  readonly body: object;
  readonly authorization?: string;
}

async function call(url: string, { method, body, authorization }: Call): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

import { type AdminClient, path } from '../cli/admin-client.ts';
import type { BootstrapServer } from '../simulator/bootstrap-exchange.ts';
import { lifelikeHabits } from '../simulator/device-habits.ts';
import { SimulatedFleet } from '../simulator/simulated-fleet.ts';
import { readSimulatedProduct, type SimulatedProduct } from '../simulator/simulated-product.ts';
import type { DemoKeys } from './demo-keys.ts';

export interface DemoFleetOptions {
  readonly api: AdminClient;
  readonly keys: DemoKeys;
  readonly bootstrap: BootstrapServer;
  /** Of both products together. */
  readonly deviceCount: number;
}

const reportIntervalMs = 10_000;
/** The same devices live the same life in every run. */
const seed = 1;

/**
 * Devices that report, go away and come back, raise and clear alerts and faults: one half greenhouse controllers, the
 * other irrigation valves. The first of them is a greenhouse controller that always stays.
 */
export async function startDemoFleet(options: DemoFleetOptions): Promise<SimulatedFleet> {
  const { api, keys, bootstrap, deviceCount } = options;
  const valves = Math.floor(deviceCount / 2);
  const fleet = new SimulatedFleet({
    bootstrap,
    parts: [
      {
        product: await fetchProduct(api, keys.greenhouse_product_key),
        deviceCount: deviceCount - valves,
        steadyCount: 1,
      },
      { product: await fetchProduct(api, keys.valve_product_key), deviceCount: valves },
    ],
    habits: lifelikeHabits(reportIntervalMs),
    seed,
  });
  fleet.start();
  return fleet;
}

async function fetchProduct(api: AdminClient, productKey: string): Promise<SimulatedProduct> {
  const { datapoints } = await api.get<{ datapoints: unknown }>(path`/products/${productKey}`);
  return readSimulatedProduct(productKey, datapoints);
}

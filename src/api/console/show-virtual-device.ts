import { endpoint } from '../endpoint.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { answerVirtualDevice, virtualDeviceAnswer, virtualDeviceParams } from './virtual-device-answer.ts';

const schema = {
  summary: 'The device of a product that the server plays itself',
  params: virtualDeviceParams,
  response: { 200: virtualDeviceAnswer },
};

export const showVirtualDeviceEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params }, request) =>
    answerVirtualDevice(services, visibleProduct(services.catalog, request, params.product_key)),
  );

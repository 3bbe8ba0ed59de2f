import { Type } from 'typebox';
import { countedDeviceGroups } from '../../store/counted-device-groups.ts';
import { endpoint } from '../endpoint.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { groupAnswer, toGroupAnswers } from './group-answer.ts';

const schema = {
  summary:
    'The tree of the device groups of a product, each after the one it is in, with how many devices are in it',
  params: Type.Object({ product_key: Type.String() }),
  response: { 200: Type.Object({ groups: Type.Array(groupAnswer) }) },
};

export const listDeviceGroupsEndpoint = ({ catalog, database }: ConsoleServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { id } = visibleProduct(catalog, request, params.product_key);
    return { groups: toGroupAnswers(await countedDeviceGroups(database, id)) };
  });

import { rebuildTallies } from '../../store/tally.ts';
import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { nothing } from './field-schemas.ts';

const schema = {
  summary: 'Counts anew what the reports say, after data was restored or changed by hand',
  response: { 200: nothing },
};

export const rebuildReportsEndpoint = ({ database }: AdminServices) =>
  endpoint(schema, async () => {
    await rebuildTallies(database.connection);
    return {};
  });

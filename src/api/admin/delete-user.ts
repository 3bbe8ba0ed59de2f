import { QiyunError } from '../../model/errors.ts';
import { eraseUser } from '../../store/erase-users.ts';
import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { nothing, userParams } from './field-schemas.ts';

const schema = {
  summary: 'Erases a user and all that is kept of the person, bindings included',
  params: userParams,
  response: { 200: nothing },
};

export const deleteUserEndpoint = ({ database }: AdminServices) =>
  endpoint(schema, async ({ params }) => {
    if (!(await eraseUser(database, params.uid))) throw new QiyunError('5017');
    return {};
  });

import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseAnswer, toEnterpriseAnswer } from './enterprise-answer.ts';
import { enterpriseParams } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';

const schema = {
  summary: 'Shows an enterprise',
  params: enterpriseParams,
  response: { 200: enterpriseAnswer },
};

export const getEnterpriseEndpoint = ({ catalog }: AdminServices) =>
  endpoint(schema, async ({ params }) => toEnterpriseAnswer(knownEnterprise(catalog, params.enterprise_id)));

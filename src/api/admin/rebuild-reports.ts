import { patientTransactions } from '../../store/patient-transactions.ts';
import { rebuildTallies } from '../../store/tally.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { nothing } from './field-schemas.ts';

const schema = {
  summary: 'Counts anew what the reports say, after data was restored or changed by hand',
  response: { 200: nothing },
};

export const rebuildReportsEndpoint = ({ database, clock }: AdminServices) =>
  endpoint(schema, async (_call, request) => {
    const patient = { database: patientTransactions(database.connection), clock };
    await rebuildTallies(auditedChanges(patient, adminActor(request), { action: 'report.rebuild' }));
    return {};
  });

import { type ErrorCode, errorTable } from '../../model/errors.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { enterpriseErrorForm } from '../enterprise-error-form.ts';
import type { Access } from './access.ts';

export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
}

/** Everything but success that an endpoint can answer: by its own rules, by its kind, and what anything can. */
export function refusalsOf(
  { body, refusals = [] }: DocumentedSchema,
  access: Access | undefined,
): readonly Refusal[] {
  const { codeOf } = access?.errorForm ?? enterpriseErrorForm;
  const thrown: ErrorCode[] = ['5002', ...(access?.refusals ?? []), ...refusals, '5409'];
  if (body) thrown.push('5001');
  const codes = new Set(thrown.map(codeOf));
  return [
    ...[...codes].sort().map((code) => ({ status: errorTable[code].status, code })),
    ...(body ? [{ status: 413, code: codeOf('5002') }] : []),
    // The database is away (contract.md §4).
    { status: 503, code: codeOf('5409') },
  ];
}

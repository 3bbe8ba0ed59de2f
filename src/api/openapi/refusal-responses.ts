import { type ErrorCode, errorTable } from '../../model/errors.ts';
import type { ErrorForm } from '../error-form.ts';
import type { Refusal } from './refusals-of.ts';

export interface RefusalOptions {
  readonly form: ErrorForm;
  readonly headers: object;
}

/** OpenAPI's responses to the refusals of an operation: one for each status. */
export function refusalResponses(
  refusals: readonly Refusal[],
  options: RefusalOptions,
): Record<string, object> {
  const statuses = [...new Set(refusals.map(({ status }) => status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = refusals.filter((refusal) => refusal.status === status);
      return [String(status), refusalResponse([...new Set(ofStatus.map(({ code }) => code))], options)];
    }),
  );
}

function refusalResponse(codes: readonly ErrorCode[], { form, headers }: RefusalOptions): object {
  const properties = { error_code: { enum: codes.map((code) => bodyOf(code, form).error_code) } };
  const schema = { $ref: `#/components/schemas/${form.name}`, properties };
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    description: listOf(codes, 'en'),
    'x-description-zh': listOf(codes, 'zh'),
    headers,
    content: { 'application/json': { schema, examples } },
  };
}

function listOf(codes: readonly ErrorCode[], language: 'en' | 'zh'): string {
  return codes.map((code) => `- \`${code}\` ${errorTable[code][language]}`).join('\n');
}

/** What a code looks like, for `#/components/examples`. */
export function refusalExample(code: ErrorCode, form: ErrorForm): object {
  const { en, zh } = errorTable[code];
  return { summary: `${code} ${en}`, 'x-summary-zh': `${code} ${zh}`, value: bodyOf(code, form) };
}

function bodyOf(code: ErrorCode, form: ErrorForm): { readonly error_code: string | number } {
  return form.bodyOf({ code, message: errorTable[code].en, detail: '' });
}

import { type ErrorCode, errorTable } from '../../model/errors.ts';
import type { Refusal } from './refusals-of.ts';
import { headerReferences } from './response-headers.ts';

/** OpenAPI's responses to the refusals of an operation: one for each status. */
export function refusalResponses(refusals: readonly Refusal[]): Record<string, object> {
  const statuses = [...new Set(refusals.map(({ status }) => status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      refusalResponse(refusals.filter((refusal) => refusal.status === status).map(({ code }) => code)),
    ]),
  );
}

function refusalResponse(codes: readonly ErrorCode[]): object {
  const schema = { $ref: '#/components/schemas/Error', properties: { error_code: { enum: codes } } };
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    description: listOf(codes, 'en'),
    'x-description-zh': listOf(codes, 'zh'),
    headers: headerReferences,
    content: { 'application/json': { schema, examples } },
  };
}

function listOf(codes: readonly ErrorCode[], language: 'en' | 'zh'): string {
  return codes.map((code) => `- \`${code}\` ${errorTable[code][language]}`).join('\n');
}

/** `#/components/examples`: what each code looks like. */
export function refusalExamples(codes: readonly ErrorCode[]): Record<string, object> {
  return Object.fromEntries(codes.map((code) => [code, exampleOf(code)]));
}

function exampleOf(code: ErrorCode): object {
  const { en, zh } = errorTable[code];
  return {
    summary: `${code} ${en}`,
    'x-summary-zh': `${code} ${zh}`,
    value: { error_code: code, error_message: en, detail: '' },
  };
}

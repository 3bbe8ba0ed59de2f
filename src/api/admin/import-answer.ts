import { type TObject, type TProperties, Type } from 'typebox';

/** One row of an import that was not taken. */
export interface FailedRow {
  /** Position in the request. */
  readonly index: number;
  readonly error_code: string;
  /** `field: reason` */
  readonly detail: string;
}

/** What an import answers: the rows that are there now, and those that were refused, by which name if they have one. */
export function importAnswer<T extends TObject, N extends TProperties>(created: T, names: N) {
  return Type.Object({
    created: Type.Array(created),
    failed: Type.Array(
      Type.Object({
        /** Position in the request. */
        index: Type.Integer(),
        ...names,
        error_code: Type.String(),
        detail: Type.String(),
      }),
    ),
  });
}

type Refusal = { readonly refusal: string };

/** What is wrong with the form of a row, as `field: reason`; undefined: nothing. */
export type FormCheck<Row> = (row: Row) => string | undefined;

/** By a pattern for each field; a field that is left out is well-formed. */
export function formCheck<Field extends string>(
  formats: Readonly<Record<Field, RegExp>>,
): FormCheck<{ readonly [K in Field]?: unknown }> {
  const fields = Object.keys(formats) as Field[];
  return (row) => {
    const bad = fields.find((field) => row[field] != null && !formats[field].test(String(row[field])));
    return bad && `${bad}: is not well-formed`;
  };
}

/**
 * Imports those rows that are well-formed, and puts the answer together in the order of the request.
 *
 * @param importAll answers one outcome for each row it is given, in their order
 */
export async function importRows<Row, Done extends object>(
  rows: readonly Row[],
  check: FormCheck<Row>,
  importAll: (wellFormed: readonly Row[]) => Promise<readonly (Done | Refusal)[]>,
): Promise<{ created: Done[]; failed: FailedRow[] }> {
  const refusals = rows.map(check);
  const outcomes = (await importAll(rows.filter((_, index) => refusals[index] === undefined))).values();
  const created: Done[] = [];
  const failed: FailedRow[] = [];
  for (const [index, malformed] of refusals.entries()) {
    const outcome = malformed === undefined ? outcomes.next().value! : { refusal: malformed };
    if ('refusal' in outcome) failed.push({ index, error_code: '5002', detail: outcome.refusal });
    else created.push(outcome);
  }
  return { created, failed };
}

import type { Report, ReportCall, ReportCell } from './report.ts';

/** As many as the API hands out at once. */
const limit = 1_000;

/** All rows of a report that comes in pages. */
export async function rowsOfWholeReport(
  report: Report,
  call: ReportCall,
): Promise<(readonly ReportCell[])[]> {
  const all: (readonly ReportCell[])[] = [];
  for (let total = 1; all.length < total; ) {
    const { rows } = await report.ask({ ...call, page: { skip: all.length, limit } });
    // Devices that go meanwhile leave the last page empty.
    if (!rows || rows.rows.length === 0) break;
    all.push(...rows.rows);
    total = rows.total ?? 0;
  }
  return all;
}

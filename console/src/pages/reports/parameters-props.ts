import type { Report, ReportParameters } from './report.ts';
import type { ChangeState } from './report-state.ts';

/** What the fields of a report's parameters are given. */
export interface ParametersProps {
  readonly report: Report;
  readonly parameters: ReportParameters;
  readonly change: ChangeState;
}

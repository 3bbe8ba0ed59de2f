import type messages from './messages.en.json';
import type { Place } from './place.ts';
import type { Cycle } from './report-cycle.ts';
import type { Day } from './report-day.ts';

export type Word = keyof typeof messages.word;
export type ReportName = keyof typeof messages.report;
export type Chapter = keyof typeof messages.chapter;
export type Filter = 'group' | 'place' | 'standing' | 'app';

/** What stands at an axis, in a heading or in a cell: as it is, by our words for it, or a date, week or month. */
export type Label = string | { readonly word: Word } | { readonly cycle: Cycle; readonly period: string };
export type ReportCell = Label | number | null;

/** What the reader has chosen, as the API writes it; empty texts choose nothing. */
export interface ReportParameters {
  readonly cycle: Cycle;
  readonly start: string;
  readonly end: string;
  readonly gid: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly is_online: string;
  readonly is_faulty: string;
  readonly is_alert: string;
  readonly appid: string;
}

export interface ReportCall {
  readonly productKey: string;
  readonly parameters: ReportParameters;
  /** In the report time zone. */
  readonly today: Day;
  /** Of a report that is answered in pages. */
  readonly page: { readonly skip: number; readonly limit: number };
}

export interface ReportFigure {
  readonly word: Word;
  readonly value: number;
  /** When it was so, or what else belongs to it. */
  readonly hint?: Label;
}

export interface ReportChart {
  readonly categories: readonly Label[];
  readonly series: readonly { readonly word: Word; readonly values: readonly (number | null)[] }[];
  readonly isStacked?: boolean;
  /** Categories with long names. */
  readonly isLying?: boolean;
}

export interface ReportRows {
  readonly columns: readonly Word[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** Of a list that comes in pages: how many rows there are on all. */
  readonly total?: number;
}

/** What was counted where. */
export interface PlaceCounts {
  /** When; left out: as of now, or ever. */
  readonly period?: Label;
  readonly measures: readonly Word[];
  /** Everywhere, also where nobody knows. */
  readonly everywhere: readonly number[];
  readonly places: readonly Place[];
}

/** A report's answer in the parts that it is shown in. */
export interface ReportContent {
  readonly figures: readonly ReportFigure[];
  readonly chart: ReportChart;
  readonly rows?: ReportRows;
  /** The first one is shown first. */
  readonly places?: readonly PlaceCounts[];
}

/** One report of the API: what can be asked, and how its answer is shown. */
export interface Report {
  readonly name: ReportName;
  readonly chapter: Chapter;
  /** By the cycle that is chosen, or by days. */
  readonly period?: 'cycle' | { readonly daysMax: number; readonly daysUsual: number };
  readonly filters: readonly Filter[];
  readonly isPaged?: true;
  ask(call: ReportCall): Promise<ReportContent>;
}

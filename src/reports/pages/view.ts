/** What a template may reach: ready texts and drawn charts, nothing else. */
import type { Markup } from './markup.ts';

export interface TableView {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The heading of a part of a page. */
export interface SectionView {
  /** Id of the heading; unique in a page. */
  readonly id: string;
  /** The message, or the measure where there is none. */
  readonly title: string;
  /** What is shown: measure, unit, scope, time; may be empty. */
  readonly scope: string;
}

/** A part that is worked out over production days is on no page of a shift or a span. */
export interface LeftOut {
  readonly isLeftOut: boolean;
}

/** A drawn chart with the table behind it. */
export interface ChartView extends SectionView, LeftOut {
  readonly svg: Markup;
  readonly table: TableView;
}

/** Small charts of one kind on one scale. */
export interface ChartsView extends SectionView, LeftOut {
  readonly charts: readonly ChartView[];
}

export interface CellView {
  readonly text: string;
  /** Second line, small; empty where there is none. */
  readonly note: string;
  /** Names its row. */
  readonly isHead: boolean;
  readonly isNumber: boolean;
  /** To be written on. */
  readonly isBlank: boolean;
  /** A drawn sign before the text; empty where there is none. */
  readonly mark: Markup | '';
}

export interface RowView {
  /** Set in bold: what is unusual. */
  readonly isMarked: boolean;
  readonly cells: readonly CellView[];
}

/** A table that is read, not one behind a chart. */
export interface ListView extends SectionView, LeftOut {
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly RowView[];
  /** The sentence where there is no row. */
  readonly none: string;
  /** How many rows there was no room for; empty where all are here. */
  readonly more: string;
}

/** What the data cannot say, as sentences. */
export interface LinesView extends SectionView {
  readonly lines: readonly string[];
}

export interface SentenceView {
  readonly claim: string;
  readonly detail: string;
}

export type Tone = 'good' | 'bad' | 'plain';

export interface FigureView {
  /** Id of the figure in the JSON document. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly isKnown: boolean;
  /** Set smaller, after the value; empty where it has none. */
  readonly unit: string;
  /** `(38–44)`; empty where the figure is exact. */
  readonly bounds: string;
  /** Empty where nothing is compared, as of a span. */
  readonly usual: string;
  /** What the usual range stands on; empty where there is none. */
  readonly basis: string;
  readonly target: string;
  readonly standing: string;
  /** For colour, beside the word. */
  readonly tone: Tone;
  /** A drawn sign, empty where nothing is unusual. */
  readonly sign: Markup | '';
  /** Empty where nothing is compared. */
  readonly spark: Markup | '';
  readonly table: TableView;
}

export interface NoteView {
  readonly label: string;
  readonly lines: readonly string[];
}

/** What every page has. */
export interface PageView {
  readonly role: string;
  readonly roleName: string;
  readonly language: string;
  readonly title: string;
  readonly plantName: string;
  readonly heading: string;
  readonly dateLine: string;
  readonly windowLine: string;
  /** Where the clocks changed; empty on other days. */
  readonly clockNote: string;
  /** Which revision of a sent report it is, what changed and why; empty for one that is none. */
  readonly revisionNote: string;
  readonly badge: string;
  readonly badgeLink: string;
  readonly headline: string;
  readonly lead: string;
  readonly summaryTitle: string;
  readonly sentences: readonly SentenceView[];
  readonly figuresTitle: string;
  readonly figures: readonly FigureView[];
  readonly decisions: ListView;
  readonly trustTitle: string;
  readonly notes: readonly NoteView[];
  readonly tableBehind: string;
  /** What the mail shows below the figures. */
  readonly mailLists: readonly ListView[];
}

export interface DirectorView extends PageView {
  readonly losses: ChartView;
  readonly lines: ListView;
  readonly timeline: ChartView;
  readonly trends: ChartsView;
}

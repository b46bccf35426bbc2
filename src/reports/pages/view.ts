/** What a template may reach: ready texts and drawn charts, nothing else. */

export interface TableView {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface ChartView {
  /** The message, or the measure where there is none. */
  readonly title: string;
  /** What is shown: measure, unit, scope, time. */
  readonly scope: string;
  readonly svg: string;
  readonly table: TableView;
}

export interface SentenceView {
  readonly claim: string;
  readonly detail: string;
}

export interface FigureView {
  /** Id of the KPI in the JSON document. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly isKnown: boolean;
  /** Set smaller, after the value; empty where it has none. */
  readonly unit: string;
  /** `(38–44)`; empty where the figure is exact. */
  readonly bounds: string;
  readonly usual: string;
  /** What the usual range stands on; empty where there is none. */
  readonly basis: string;
  readonly target: string;
  readonly standing: string;
  /** `good`, `bad` or `plain`: for colour, beside the word. */
  readonly tone: 'good' | 'bad' | 'plain';
  /** A drawn sign, empty where nothing is unusual. */
  readonly sign: string;
  readonly spark: string;
  readonly table: TableView;
}

export interface DecisionView {
  readonly what: string;
  readonly where: string;
  readonly amount: string;
  readonly since: string;
  readonly who: string;
}

export interface NoteView {
  readonly label: string;
  readonly lines: readonly string[];
}

export interface DirectorView {
  readonly language: string;
  readonly title: string;
  readonly plantName: string;
  readonly heading: string;
  readonly dateLine: string;
  readonly windowLine: string;
  /** Where the clocks changed; empty on other days. */
  readonly clockNote: string;
  readonly badge: string;
  readonly badgeLink: string;
  readonly headline: string;
  readonly lead: string;
  readonly summaryTitle: string;
  readonly sentences: readonly SentenceView[];
  readonly figuresTitle: string;
  readonly figures: readonly FigureView[];
  readonly losses: ChartView;
  readonly decisionsTitle: string;
  readonly decisionsNone: string;
  readonly decisionsMore: string;
  readonly decisionColumns: DecisionView;
  readonly decisions: readonly DecisionView[];
  readonly timeline: ChartView;
  readonly trendTitle: string;
  readonly trendScope: string;
  readonly trends: readonly ChartView[];
  readonly trustTitle: string;
  readonly notes: readonly NoteView[];
  readonly tableBehind: string;
}

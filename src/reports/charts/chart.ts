/** What every chart takes and gives. */

/** The figures behind a chart, as texts ready to show; the first column names the row. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A drawn chart. `svg` stands alone (no script, no reference outwards) and may be put into a page as it is. */
export interface ChartOutput {
  readonly svg: string;
  /** px at 96 dpi; also the `viewBox`. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** The alternative text. */
  readonly description: string;
  readonly table: ChartTable;
}

/** Options of every chart. */
export interface ChartOptions {
  /** px at 96 dpi; 680 is A4 portrait with 15 mm margins. */
  readonly width: number;
  /** Starts every id in the SVG; must differ among the charts of one page. Letters, digits, `-` and `_`. */
  readonly idPrefix: string;
}

/** What every chart says of itself; the caller has the words. */
export interface ChartWords {
  /** For screen readers (`<title>`); the page prints its own heading. */
  readonly title: string;
  /** For screen readers (`<desc>`): what the chart shows and says. */
  readonly description: string;
  /** The sentence shown where there is nothing to draw. */
  readonly empty: string;
}

/** Where a value usually lies. */
export interface UsualBand {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/** Lists that a report cuts: what is kept, and how many there were. */

export interface Limited<Row> {
  readonly rows: readonly Row[];
  /** Before anything was left out. */
  readonly count: number;
}

/** Rows that a list of the analysis keeps. */
export const listRowsMax = 200;

/** The first rows of a sorted list. */
export function limit<Row>(rows: readonly Row[]): Limited<Row> {
  return { rows: rows.slice(0, listRowsMax), count: rows.length };
}

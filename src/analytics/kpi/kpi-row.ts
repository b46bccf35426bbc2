/** A row of the table of KPIs. */
import type { ElementId } from './elements.ts';
import type { Formula } from './formula.ts';

/**
 * `ratio`: 0 to 1, shown in %. `index`: a pure number. `time`: ms. `rate`: a count per ms, shown per hour. `perPiece`: energy a
 * piece. `perPeriod`: times in the window.
 */
export type KpiUnit = 'ratio' | 'index' | 'time' | 'count' | 'rate' | 'perPiece' | 'perPeriod';

/** What a KPI can be asked of. */
export type KpiScope = 'workUnit' | 'order' | 'product' | 'storage' | 'personGroup' | 'process';

export interface KpiRow {
  readonly id: string;
  readonly name: string;
  /** Its number in ISO 22400-2; undefined where the standard has none, or defines one of this name otherwise. */
  readonly isoNumber: number | undefined;
  readonly formula: Formula;
  readonly unit: KpiUnit;
  /** Least and greatest value that is possible; undefined: without bound. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Which way is good. */
  readonly better: 'higher' | 'lower';
  readonly scopes: readonly KpiScope[];
  /** What is special about it, or differs from the standard, in a sentence or two. */
  readonly note: string | undefined;
}

export type NeedsOf = (row: KpiRow) => readonly ElementId[];

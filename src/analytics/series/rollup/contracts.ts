/** How rollups are worked out: readings into rows, rows into coarser rows, rows into figures. */
import type { FactTable } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import type { Resampled, RollupFigure, RollupRule, RollupTable } from './types.ts';

export interface RollupOptions {
  readonly ruleOf: (tag: string) => RollupRule;
  /** Gaps of any tags and sources; default none. */
  readonly gaps?: FactTable<'gap'>;
  /** Whether numbers of measures are sketched; default false. */
  readonly withSketches?: boolean;
}

/** Columns of readings as they are handed over; they are not held on to. */
export type ReadingRows = Pick<FactTable<'reading'>, 'length' | 'columns'>;

/** Readings into the rows of a level. */
export interface RollupFold {
  /** Adds readings that come after all before in the order of tag, instant, sequence; those outside the edges count nothing. */
  add(readings: ReadingRows): void;
  finish(): RollupTable;
}
export type CreateRollupFold = (edges: Float64Array, options: RollupOptions) => RollupFold;

/**
 * Rows of a finer level into those of a coarser one: each window's row is what a fold over its readings says. Windows are
 * sorted by their begin and may overlap; no row of the finer level may lie across the end of one.
 */
export type MergeRollups = (rows: RollupTable, windows: readonly Interval[], options: RollupOptions) => RollupTable;

export interface FigureOptions extends RollupOptions {
  /** Order of the answer. */
  readonly tags: readonly string[];
  readonly edges: Float64Array;
  readonly untilAt: number;
  readonly figures: readonly RollupFigure[];
  readonly quantiles?: readonly number[];
  readonly states?: boolean;
}

/** Some columns of a rollup: those that `columnsFor` names. */
export type RollupRows = Pick<RollupTable, 'length' | 'tag' | 'fromAt' | 'toAt'> & Partial<RollupTable>;

/** Rows of any levels into figures. */
export interface FigureFold {
  /**
   * Adds rows that come after all before in the order of tag and time; none overlaps another or lies across an edge. Rows
   * before the first edge and after the last bear on what holds across them.
   */
  add(rows: RollupRows): void;
  finish(): Resampled;
}
export type CreateFigureFold = (options: FigureOptions) => FigureFold;

/** The columns of rollups that figures are made of, and how far around the edges rows are needed. */
export interface FigureNeeds {
  readonly columns: ReadonlySet<keyof RollupTable>;
  /** Whether what holds across borders bears on it: then rows up to a day before, and up to the expected interval after. */
  readonly isAcross: boolean;
}

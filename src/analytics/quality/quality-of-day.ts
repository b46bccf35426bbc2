/** What was wrong with pieces, where, and what went before. */
import type { Known, Unknown } from '../../model/index.ts';
import type { Signal } from '../../stats/index.ts';
import type { Interval, LocalDate } from '../../time/index.ts';
import type { Limited } from '../limited.ts';

/** Scrap and hold of a product at an operation, on all work units. */
export interface DefectRow {
  readonly product: string;
  readonly operation: string;
  /** Completed, scrapped and held. */
  readonly made: number;
  readonly scrap: number;
  readonly hold: number;
  /** Scrapped and held. */
  readonly nonconforming: number;
  /** Of what was made of it there. */
  readonly nonconformingRatio: number;
  /** Of all nonconforming pieces of the window, this row and those before it. */
  readonly cumulativeRatio: number;
}

export interface ProportionPoint extends Interval {
  readonly date: LocalDate;
  readonly made: number;
  readonly nonconforming: number;
  /** Unknown where nothing was made, or the facts begin later. */
  readonly value: Known;
  /** Control limits for so many pieces; undefined without limits. */
  readonly limits: { readonly lower: number; readonly upper: number } | undefined;
  readonly signals: readonly Signal[];
}

/**
 * Proportion nonconforming per production day, a p-chart. Centre and limits stand on the days before the last, so that a
 * day is not judged by itself.
 */
export interface ProportionChart {
  /** 28 production days, oldest first, the window last; empty for a window that is no production day. */
  readonly points: readonly ProportionPoint[];
  /** Mean proportion of the days before; unknown under 20 of them with pieces, or without a nonconforming piece. */
  readonly centre: Known;
  /** Days the centre stands on. */
  readonly days: number;
  /**
   * Spread between days over that of chance alone (Laney's sigma z). Far above 1, pieces go wrong in clusters and a
   * point beyond the limits says less.
   */
  readonly spreadRatio: Known;
}

export interface FirstPassRow {
  readonly operation: string;
  /** Completed, scrapped and held, without rework rows. */
  readonly made: number;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  /** Made on rework rows. */
  readonly rework: number;
  /** Completed of made, both without rework rows. Held pieces may yet be good (high), reworked ones have been completed (low). */
  readonly firstPassYield: Known;
}

/** A report with its pieces within the window. */
export interface QualityReport {
  readonly equipment: string;
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  /** Code of the defect tree, empty where none is given. */
  readonly defect: string;
  /** Tokens. */
  readonly operators: readonly string[];
  readonly source: { readonly file: string; readonly line: number };
}

/** Held pieces as reported up to the window's end, the whole history. */
export interface HoldRow extends QualityReport {
  /** From the report's end (the window's end, where it goes on) to the window's end, ms. */
  readonly ageMs: number;
}

export interface HoldAge {
  /** Reports at least so old and younger than the next class, ms. */
  readonly fromMs: number;
  readonly count: number;
  readonly pieces: number;
}

/** What a machine did before a report of scrap: facts, no cause. */
export interface ScrapContext extends QualityReport {
  /** Shift in which the report begins; empty outside every shift. */
  readonly shift: string;
  /**
   * From the end of the machine's last setup before the report to the report's start, ms; 0 where a setup reaches into
   * it. Unknown where none was reported before.
   */
  readonly sinceSetupMs: Known;
  /** What the machine's last production report before this one was of. */
  readonly before: 'same-order-and-operation' | 'other-operation' | 'other-order' | 'nothing';
}

export interface QualityOfDay {
  /** Most nonconforming pieces first. */
  readonly defects: Limited<DefectRow>;
  readonly made: number;
  readonly scrap: number;
  readonly hold: number;
  readonly proportion: ProportionChart;
  /** Most pieces first. */
  readonly firstPass: readonly FirstPassRow[];
  readonly rework: Limited<QualityReport>;
  readonly holds: Limited<HoldRow> & {
    readonly pieces: number;
    /** 0, 1, 7 and 28 days. */
    readonly ages: readonly HoldAge[];
    /** No release is in the data: a hold reported here may be closed. */
    readonly released: Unknown;
  };
  /** Most scrap first. */
  readonly scrapContexts: Limited<ScrapContext>;
}

/** Everything a daily report is made from: one record, worked out once, from which each role's view is chosen. */
import type { Known, PlannedStop } from '../model/index.ts';
import type { Interval, IntervalSet, LocalDate, ProductionDay, Shift } from '../time/index.ts';
import type { ComparedChangeover } from './changeovers/changeover-analysis.ts';
import type { WeekOfDay } from './comparison/week-of-day.ts';
import type { WindowFigures } from './figures.ts';
import type { Finding } from './finding-rules.ts';
import type { NotedGap } from './gaps.ts';
import type { HeatMap } from './heat-map.ts';
import type { HoursOfDay } from './hours/hours-of-day.ts';
import type { LossNode } from './kpi/loss-tree.ts';
import type { ReportKpiId } from './kpi/report-kpis.ts';
import type { Limited } from './limited.ts';
import type { LineAnalysis } from './lines/analyse-line.ts';
import type { MaintenanceOfDay } from './maintenance/maintenance-of-day.ts';
import type { OrdersOfDay } from './orders/orders-of-day.ts';
import type { QualityOfDay } from './quality/quality-of-day.ts';
import type { Board } from './shifts/board-of-shift.ts';
import type { ComparedShift } from './shifts/shift-comparison.ts';
import type { QuestionsOfDay } from './stop-reasons/questions-of-day.ts';
import type { UsualRange } from './usual.ts';
import type { YieldsOfDay } from './yields/yields-of-day.ts';

/** One KPI of the day with what it is compared with. */
export interface ComparedKpi {
  readonly kpi: ReportKpiId;
  /** Equipment id, or undefined for the plant. */
  readonly equipment: string | undefined;
  readonly value: Known;
  readonly usual: UsualRange;
  /** `above` or `below` the 10–90 % band, `within` it, or unknown where either is. */
  readonly standing: 'above' | 'below' | 'within' | 'unknown';
  readonly target: number | undefined;
  /** The last 28 production days, of a shift those that have it; oldest first, this one last; `undefined` where unknown. */
  readonly last28: readonly (number | undefined)[];
}

/** What a unit was in, clipped to the window. Disjoint; their union with `silent` is the window. */
export interface UnitTimeline {
  readonly equipment: string;
  readonly run: IntervalSet;
  readonly setup: IntervalSet;
  readonly down: IntervalSet;
  /** Blocked, starved or idle. */
  readonly wait: IntervalSet;
  readonly silent: IntervalSet;
  /** Meant to run, planned stops already out. */
  readonly planned: IntervalSet;
  readonly plannedStops: readonly PlannedStop[];
}

/** A step of planned machine time to good machine time; steps add up exactly, ms. */
export interface LossStep {
  readonly id:
    | 'planned'
    | 'extra'
    | 'silent'
    | 'wait'
    | 'plannedDown'
    | 'down'
    | 'otherDown'
    | 'setup'
    | 'run'
    | 'minorStops'
    | 'unrated'
    | 'speed'
    | 'quality'
    | 'startup'
    | 'good';
  /** Totals stand on the axis; losses and gains hang from the step before. */
  readonly role: 'total' | 'loss' | 'gain';
  readonly ms: number;
  readonly usualMs: UsualRange;
}

/** A reported stop. */
export interface StopRow {
  readonly equipment: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly reason: string;
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly operators: readonly string[];
  readonly source: { readonly file: string; readonly line: number };
  /** The plant file calls its reason planned. */
  readonly isPlanned: boolean;
  /** The stop reaches the window's end. */
  readonly isOpen: boolean;
  /** The last production or setup report of the unit that began before the stop; undefined where there was none. */
  readonly before: RanBefore | undefined;
}

/** What a unit did before a stop. */
export interface RanBefore {
  readonly state: 'running' | 'setup';
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly startAt: number;
  /** Not after the stop's start: a report that goes on is cut there. */
  readonly endAt: number;
}

export interface PieceRow {
  readonly product: string;
  readonly operation: string;
  readonly equipment: string;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
}

/** How far the facts can be trusted. Counts are of distinct facts that touch the window. */
export interface Completeness {
  readonly reportedRatio: Known;
  readonly silentPlannedMs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly corrected: number;
  /** Facts with a value read otherwise than written, by code. */
  readonly adjusted: Readonly<Record<string, number>>;
  /** Reason and defect codes that the plant file does not name, with how often. */
  readonly unmapped: readonly { readonly field: string; readonly code: string; readonly count: number }[];
  readonly gaps: readonly NotedGap[];
}

export interface WeekPoint {
  /** First production day of the seven. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly values: Readonly<Partial<Record<ReportKpiId, Known>>>;
}

/** A figure of the plant that changed its level within the weeks, by Pettitt's test; of what caused it, it says nothing. */
export interface WeekChange {
  readonly kpi: ReportKpiId;
  /** First production day of the first week of the new level. */
  readonly from: LocalDate;
  /** Median of the known weeks before it, and from it on. */
  readonly before: number;
  readonly after: number;
  /** Approximate chance of such a series without a change, below 0.05. */
  readonly p: number;
  /** How many known weeks it stands on, at least 11. */
  readonly weeks: number;
}

export interface DailyAnalysis {
  readonly window: Interval;
  /** The production day, or undefined for a window that is not one. */
  readonly day: ProductionDay | undefined;
  readonly figures: WindowFigures;
  readonly shifts: readonly { readonly shift: Shift; readonly figures: WindowFigures }[];
  readonly completeness: Completeness;
  readonly kpis: readonly ComparedKpi[];
  readonly losses: readonly LossStep[];
  /** Of the plant, from calendar time to good time. */
  readonly lossTree: LossNode;
  readonly timeline: readonly UnitTimeline[];
  /** The last 13 spans of seven production days, oldest first, the last ending with this day. */
  readonly weeks: readonly WeekPoint[];
  /** At most one a figure, in the order of the KPI table. */
  readonly weekChanges: readonly WeekChange[];
  /** The seven days up to the day against the seven before, per open hour; undefined for a window that is no day. */
  readonly weekOfDay: WeekOfDay | undefined;
  /** The greatest consequence first: in money where the plant has rates, else in machine time. */
  readonly findings: readonly Finding[];
  /** The same by machine time and without money, for readers who see none: as if the plant had no rates. */
  readonly findingsByTime: readonly Finding[];
  readonly stops: readonly StopRow[];
  readonly pieceRows: readonly PieceRow[];
  readonly plannedStops: readonly PlannedStop[];
  /** Operators (tokens) per unit and shift, for those cleared. */
  readonly staffing: readonly {
    readonly equipment: string;
    readonly shift: string;
    readonly operators: readonly string[];
  }[];
  readonly hours: HoursOfDay;
  readonly orders: OrdersOfDay;
  readonly quality: QualityOfDay;
  readonly yields: YieldsOfDay;
  /** Production lines of the equipment tree that were planned to run or did, in its order. */
  readonly lines: readonly LineAnalysis[];
  /** Those whose first good piece came in the window, most time beyond the best first. */
  readonly changeovers: Limited<ComparedChangeover>;
  readonly stopQuestions: QuestionsOfDay;
  readonly maintenance: MaintenanceOfDay;
  /** At the window's end. */
  readonly board: Board;
  /** At the end of each shift that ends in the window, in time. */
  readonly shiftBoards: readonly Board[];
  /** The window's shifts beside each other, in time; empty where it has fewer than two that begin in it. */
  readonly shiftComparison: readonly ComparedShift[];
  readonly heatMap: HeatMap;
}

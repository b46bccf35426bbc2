/** What the finding rules look at. */
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import type { ComparedKpi, Completeness, PieceRow, StopRow } from '../daily-analysis.ts';
import type { Figures } from '../figures.ts';
import type { Finding, FindingOf, FindingRule } from '../finding-rules.ts';
import type { WindowHistory } from '../history.ts';
import type { ReportKpiId } from '../kpi/report-kpis.ts';
import type { UsualRange } from '../usual.ts';

export interface FindingContext {
  readonly activity: Activity;
  readonly history: WindowHistory;
  readonly kpis: readonly ComparedKpi[];
  readonly completeness: Completeness;
  readonly stops: readonly StopRow[];
  readonly pieceRows: readonly PieceRow[];
  readonly window: Interval;
}

export type KnownUsual = Extract<UsualRange, { kind: 'known' }>;

/** A KPI with its value and usual range, where both are known. */
export interface KnownComparison {
  readonly row: ComparedKpi;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly usual: KnownUsual;
}

/** Looks up the comparisons of the plant (no equipment) and of units, where value and usual range are known. */
export function createComparisons(
  kpis: readonly ComparedKpi[],
): (kpi: ReportKpiId, equipment?: string) => KnownComparison | undefined {
  const rows = new Map(kpis.map((row) => [`${row.kpi} ${row.equipment ?? ''}`, row]));
  return (kpi, equipment) => {
    const row = rows.get(`${kpi} ${equipment ?? ''}`);
    if (row === undefined || row.value.kind === 'unknown' || row.usual.kind === 'unknown') return undefined;
    const { value, low, high } = row.value;
    return { row, value, low, high, usual: row.usual };
  };
}

export type Comparisons = ReturnType<typeof createComparisons>;

/** The usual range as messages take it. */
export function comparedParams({ median, p10, p90, count }: KnownUsual): {
  readonly usualMedian: number;
  readonly usualP10: number;
  readonly usualP90: number;
  readonly usualCount: number;
} {
  return { usualMedian: median, usualP10: p10, usualP90: p90, usualCount: count };
}

/** 1 for the greatest of the last 28 days. */
export function rank28(row: ComparedKpi, value: number): number {
  return 1 + row.last28.filter((other) => other !== undefined && other > value).length;
}

/** Ideal time of a piece, ms: the mean over rated pieces of the unit, else of the plant; 0 where none is rated. */
export function meanIdealMs(...figures: readonly (Figures | undefined)[]): number {
  for (const one of figures) {
    const rated = one === undefined ? 0 : one.ideal.pieces - one.ideal.piecesWithout;
    if (one !== undefined && rated > 0) return one.ideal.idealMs / rated;
  }
  return 0;
}

/** A finding with its defaults: of the plant, since no known instant, a mention. */
export function finding<R extends FindingRule>(
  rule: R,
  params: FindingOf<R>['params'],
  rest: Pick<FindingOf<R>, 'consequenceMs' | 'owner'> & Partial<FindingOf<R>>,
): Finding {
  const { consequenceMs } = rest;
  return {
    equipment: undefined,
    money: undefined,
    sinceAt: undefined,
    needsDecision: false,
    ...rest,
    consequenceMs: Math.round(consequenceMs),
    rule,
    params,
  } as FindingOf<R> as Finding;
}

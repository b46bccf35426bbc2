/** KPIs of a period against those of the period before, and against the usual. */
import { bounded, type Known, unknown } from '../../model/index.ts';
import type { IntervalSet, LocalDate, ProductionDay } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import type { ComparedKpi } from '../daily-analysis.ts';
import type { ElementTable } from '../kpi/element-table.ts';
import { elements } from '../kpi/elements.ts';
import { evaluate } from '../kpi/evaluate.ts';
import type { Formula } from '../kpi/formula.ts';
import type { KpiRow } from '../kpi/kpi-row.ts';
import { listKpis } from '../kpi/kpis.ts';
import { usualWeeksMax } from '../past-windows.ts';
import type { UsualRange } from '../usual.ts';
import { standingOf, usualRangeOf } from '../usual-range.ts';
import { compareFigures, type FigureComparison, type OpenFigure } from './compare-figures.ts';
import { type LeftOutDay, likeDaysOf } from './like-days.ts';
import { periodElements } from './period-elements.ts';
import { listPeriodsBefore, type Period, periodBefore } from './periods.ts';

/**
 * `perOpenHour`: sums are compared per open hour, ratios as they are. `likeDays`: only days that were meant to run alike are
 * looked at, and compared as they are.
 */
export const comparisonRules = ['perOpenHour', 'likeDays'] as const;
export type ComparisonRule = (typeof comparisonRules)[number];

export interface PeriodQuestion {
  readonly activity: Activity;
  readonly period: Period;
  /** Default: the period before it. */
  readonly before?: Period;
  /** Default `perOpenHour`. */
  readonly rule?: ComparisonRule;
  /** Rows of the table of KPIs. Default: all. */
  readonly kpis?: readonly KpiRow[];
  /** Equipment by id, with all units below it. Default: the whole plant. */
  readonly equipment?: readonly string[];
  /** Time in which nobody could have heard of a unit, by its id. Default: none. */
  readonly unheard?: (equipment: string) => IntervalSet;
}

export interface PeriodSide {
  readonly period: Period;
  /** Days that are looked at; all of them, unless the rule leaves some out. */
  readonly days: readonly LocalDate[];
  /** Of these days: planned time and what ran outside it, over all units, ms. */
  readonly openMs: number;
  /** Dates of the whole period that the calendar names, such as holidays. */
  readonly exceptions: readonly { readonly date: LocalDate; readonly name: string }[];
}

export interface ComparedPeriodKpi extends FigureComparison {
  readonly kpi: KpiRow;
  /** Of what is compared, over up to 13 such periods before; unknown by the rule of like days. */
  readonly usual: UsualRange;
  readonly standing: ComparedKpi['standing'];
}

export interface PeriodComparison {
  readonly rule: ComparisonRule;
  readonly now: PeriodSide;
  readonly before: PeriodSide;
  /** Days that the rule left out, oldest first. */
  readonly leftOut: readonly LeftOutDay[];
  /** As the KPIs were asked for. */
  readonly rows: readonly ComparedPeriodKpi[];
}

/**
 * A week with a holiday makes fewer pieces and is no worse. Figures of a period that begins before the first fact are unknown.
 *
 * @throws GembaError `unknown-name` for equipment that the plant does not have
 * @example comparePeriods({ activity, period: periodTo(plant, 'week', '2012-03-10') }).rows[0]?.changeRatio
 */
export function comparePeriods(question: PeriodQuestion): PeriodComparison {
  const { activity, period, rule = 'perOpenHour', equipment, unheard } = question;
  const { plant, spoken } = activity;
  const before = question.before ?? periodBefore(plant, period);
  const kpis = question.kpis ?? listKpis(plant.kpis);
  const asked = new Set(equipment?.flatMap((id) => plant.equipment.listBelow(id)).map(({ id }) => id as string));
  const ids = activity.units.map(({ equipment: { id } }) => id as string);
  const isAsked = (unit: number): boolean => equipment === undefined || asked.has(ids[unit] as string);
  const like =
    rule === 'likeDays'
      ? likeDaysOf(
          plant,
          ids.filter((_, u) => isAsked(u)),
          period,
          before,
        )
      : undefined;
  const spokenFromAt = spoken?.firstAt ?? Number.POSITIVE_INFINITY;
  const usual =
    spoken === undefined || like !== undefined ? [] : listPeriodsBefore(plant, period, usualWeeksMax, spokenFromAt);
  const isKnown = spoken !== undefined && before.fromAt >= plant.productionDayAt(spoken.firstAt).fromAt;
  const sides = [like?.now ?? period.days, like?.before ?? before.days] as const;
  const table = periodElements({ activity, isAsked, isWhole: ids.every((_, u) => isAsked(u)), unheard }, [
    ...sides,
    ...usual.map(({ days }) => days),
  ]);
  return {
    rule,
    now: sideOf(activity, period, sides[0], openMsAt(table, 0)),
    before: sideOf(activity, before, sides[1], openMsAt(table, 1)),
    leftOut: like?.leftOut ?? [],
    rows: kpis.map((kpi) => compareKpi(kpi, table, rule, isKnown)),
  };
}

/** Rows of the table: now, before, and those that make the usual. */
function compareKpi(kpi: KpiRow, table: ElementTable, rule: ComparisonRule, isKnown: boolean): ComparedPeriodKpi {
  const columns = evaluate(kpi.formula, table);
  const figureAt = (row: number): OpenFigure => {
    const [value, low, high] = [columns.value[row], columns.low[row], columns.high[row]] as [number, number, number];
    const known: Known = Number.isNaN(value) ? unknown('no-facts') : bounded(value, low, high);
    return { value: known, openMs: openMsAt(table, row) };
  };
  const basis = rule === 'perOpenHour' && isSum(kpi.formula) ? 'perOpenHour' : 'asIs';
  const before = isKnown ? figureAt(1) : { ...figureAt(1), value: unknown('too-little-history') };
  const comparison = compareFigures(figureAt(0), before, basis);
  const past = Array.from({ length: table.length - 2 }, (_, i) => {
    const figure = figureAt(i + 2);
    return compareFigures(figure, figure, basis).now.compared;
  });
  const usual = usualRangeOf(past.flatMap((one) => (one.kind === 'known' ? [one.value] : [])));
  return { ...comparison, kpi, usual, standing: standingOf(comparison.now.compared, usual) };
}

/** Whether the figure of a longer time is the sum of those of its parts. */
function isSum(formula: Formula): boolean {
  switch (formula.kind) {
    case 'element':
      return elements[formula.element].isSum;
    case 'sum':
      return formula.of.every(isSum);
    case 'difference':
      return isSum(formula.left) && isSum(formula.right);
    default:
      return false;
  }
}

function openMsAt({ columns: { POT, PDOT } }: ElementTable, row: number): number {
  return (POT?.[row] ?? 0) - (PDOT?.[row] ?? 0);
}

function sideOf({ plant }: Activity, period: Period, days: readonly ProductionDay[], openMs: number): PeriodSide {
  return {
    period,
    days: days.map(({ date }) => date),
    openMs,
    exceptions: period.days.flatMap(({ date }) => {
      const name = plant.calendar.shifts.findException(date);
      return name === undefined ? [] : [{ date, name }];
    }),
  };
}

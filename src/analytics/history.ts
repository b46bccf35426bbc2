/** Figures of the window and of the windows it is compared with, computed together. */
import type { Known } from '../model/index.ts';
import { unknown } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { Activity } from './activity.ts';
import { computeFigures } from './compute-figures.ts';
import type { ComparedKpi, WeekPoint } from './daily-analysis.ts';
import type { Figures, PlantFigures, UnitFigures, WindowFigures } from './figures.ts';
import { type ReportKpiId, reportKpis } from './kpi/report-kpis.ts';
import type { PastWindows } from './past-windows.ts';
import type { UsualRange } from './usual.ts';
import { isComparable, standingOf, usualRangeOf } from './usual-range.ts';

/** A unit's or the plant's figures now, and in the windows before. */
export interface Compared<F extends Figures> {
  readonly now: F;
  /** Those of the same weekday that can be compared. */
  readonly usual: readonly F[];
  readonly last28: readonly (F | undefined)[];
}

export interface WindowHistory {
  readonly figures: WindowFigures;
  readonly plant: Compared<PlantFigures>;
  /** The windows of `plant.usual`. */
  readonly usualWindows: readonly Interval[];
  /** In plant-file order. */
  readonly units: readonly Compared<UnitFigures>[];
  readonly weeks: readonly WeekPoint[];
  /** Of the same weeks; undefined where the facts begin later. */
  readonly weekFigures: readonly (WindowFigures | undefined)[];
  readonly parts: readonly WindowFigures[];
}

/** @param parts windows whose figures are wanted too, such as shifts */
export function compareWithPast(
  activity: Activity,
  window: Interval,
  past: PastWindows,
  parts: readonly Interval[],
): WindowHistory {
  const figuresOf = computeOnce(activity, [
    window,
    ...parts,
    ...past.usual,
    ...past.last28.filter((one) => one !== undefined),
    ...past.weeks.filter(({ isKnown }) => isKnown).map(weekWindow),
  ]);
  const figures = figuresOf(window);
  const usual = past.usual.map(figuresOf);
  const last28 = past.last28.map((one) => (one === undefined ? undefined : figuresOf(one)));
  const weekFigures = past.weeks.map((week) => (week.isKnown ? figuresOf(weekWindow(week)) : undefined));
  return {
    figures,
    plant: compared(
      figures.plant,
      usual.map(({ plant }) => plant),
      last28.map((day) => day?.plant),
    ),
    usualWindows: past.usual.filter((_, i) => isComparable(figures.plant, (usual[i] as WindowFigures).plant)),
    units: figures.units.map((now, i) =>
      compared(
        now,
        usual.map(({ units }) => units[i] as UnitFigures),
        last28.map((day) => day?.units[i]),
      ),
    ),
    weeks: weekPoints(past, weekFigures),
    weekFigures,
    parts: parts.map(figuresOf),
  };
}

function compared<F extends Figures>(now: F, usual: readonly F[], last28: readonly (F | undefined)[]): Compared<F> {
  return { now, usual: usual.filter((past) => isComparable(now, past)), last28 };
}

/** Each different window is computed once. */
function computeOnce(activity: Activity, windows: readonly Interval[]): (window: Interval) => WindowFigures {
  const keyOf = ({ fromAt, toAt }: Interval): string => `${fromAt}:${toAt}`;
  const distinct = [...new Map(windows.map((window) => [keyOf(window), window])).values()];
  const results = new Map(computeFigures(activity, distinct).map((result) => [keyOf(result.window), result]));
  return (window) => results.get(keyOf(window)) as WindowFigures;
}

function weekWindow({ from, to }: PastWindows['weeks'][number]): Interval {
  return { fromAt: from.fromAt, toAt: to.toAt };
}

function weekPoints({ weeks }: PastWindows, weekFigures: WindowHistory['weekFigures']): WeekPoint[] {
  return weeks.map((week, i) => {
    const plant = weekFigures[i]?.plant;
    const values = reportKpis.map((kpi): [ReportKpiId, Known] => [
      kpi.id,
      plant === undefined ? unknown('too-little-history') : kpi.valueOf(plant),
    ]);
    return { from: week.from.date, to: week.to.date, values: Object.fromEntries(values) };
  });
}

/** The usual range of anything that figures have. */
export function usualOf<F extends Figures>(history: Compared<F>, read: (figures: F) => Known): UsualRange {
  return usualRangeOf(history.usual.flatMap((past) => knownValues(read(past))));
}

function knownValues(value: Known): number[] {
  return value.kind === 'known' ? [value.value] : [];
}

/** Every KPI of reports, of the plant, then of each unit (those that a unit has). */
export function listComparedKpis(
  { plant, units }: WindowHistory,
  targets: Readonly<Record<string, number>>,
): ComparedKpi[] {
  const rowsOf = (history: Compared<Figures>, equipment: string | undefined): ComparedKpi[] =>
    reportKpis
      .filter(({ scopes }) => equipment === undefined || scopes.includes('workUnit'))
      .map((kpi) => {
        const { id } = kpi;
        const value = kpi.valueOf(history.now);
        const usual = usualOf(history, (past) => kpi.valueOf(past));
        return {
          kpi: id,
          equipment,
          value,
          usual,
          standing: standingOf(value, usual),
          target: equipment === undefined && Object.hasOwn(targets, id) ? targets[id] : undefined,
          last28: history.last28.map((day) => (day === undefined ? undefined : knownValues(kpi.valueOf(day))[0])),
        };
      });
  return [...rowsOf(plant, undefined), ...units.flatMap((unit) => rowsOf(unit, unit.now.equipment))];
}

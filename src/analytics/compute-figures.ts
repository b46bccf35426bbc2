/** Figures of many windows in one walk over the facts. */
import type { Plant } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { Activity } from './activity.ts';
import { createUnitCalculation, ignoredSilenceMs } from './compute-unit-figures.ts';
import type { Figures, UnitFigures, WindowFigures } from './figures.ts';
import { createFinishedCounter } from './finished.ts';
import { visitIdealTimes } from './ideal-times.ts';
import { ratiosOf } from './ratios.ts';
import { sumIdeal, sumPieces, sumTimes } from './sum-figures.ts';

/**
 * Figures of each window, in the order given. A window's figures stand on facts that started before its end, its ideal
 * times on reports that ended before its start. Work is one pass over the reports, and for each window over those that
 * touch it.
 *
 * @param windows whole ms; a window of no length has figures of 0
 * @example computeFigures(activity, [plant.productionDay('2012-02-29')])[0]?.plant.times.runMs
 */
export function computeFigures(activity: Activity, windows: readonly Interval[]): WindowFigures[] {
  if (windows.length === 0) return [];
  const hull = {
    fromAt: Math.min(...windows.map(({ fromAt }) => fromAt)),
    toAt: Math.max(...windows.map(({ toAt }) => toAt)),
  };
  const units = activity.units.map((unit) => createUnitCalculation(activity, unit, hull));
  const finished = createFinishedCounter(activity);
  const order = windows.map((_, i) => i).sort((a, b) => fromAtOf(windows, a) - fromAtOf(windows, b));
  const results = new Array<WindowFigures>(windows.length);
  visitIdealTimes(
    activity,
    order.map((i) => fromAtOf(windows, i)),
    (step, lookup) => {
      const place = order[step] as number;
      const { fromAt, toAt } = windows[place] as Interval;
      const figures = units.map((figuresIn) => figuresIn({ fromAt, toAt }, lookup));
      const plant = { ...sumUnitFigures(activity.plant, figures), finished: finished.countIn(fromAt, toAt) };
      results[place] = { window: { fromAt, toAt }, plant, units: figures };
    },
  );
  return results;
}

function fromAtOf(windows: readonly Interval[], i: number): number {
  return (windows[i] as Interval).fromAt;
}

/** Figures of work units of a plant together: ratios of their sums, silence counted as each of them says. */
export function sumUnitFigures({ equipment }: Plant, figures: readonly UnitFigures[]): Figures {
  const ignored = figures.map((one) => ignoredSilenceMs(equipment.get(one.equipment), one.times));
  return sumFigures(
    figures,
    ignored.reduce((sum, ms) => sum + ms, 0),
  );
}

/**
 * Figures of a group of units: ratios of their sums.
 *
 * @param ignoredMs silent planned time of those units whose silence is unknown
 */
export function sumFigures(figures: readonly Figures[], ignoredMs = 0): Figures {
  const times = sumTimes(figures.map((one) => one.times));
  const pieces = sumPieces(figures.map((one) => one.pieces));
  const ideal = sumIdeal(figures.map((one) => one.ideal));
  return { times, pieces, ideal, ratios: ratiosOf(times, pieces, ideal, ignoredMs) };
}

/** Figures of many windows in one walk over the facts. */
import type { Interval } from '../time/index.ts';
import type { Activity } from './activity.ts';
import type { Figures, UnitFigures, WindowFigures } from './figures.ts';
import { createFinishedCounter } from './finished.ts';
import { visitIdealTimes } from './ideal-times.ts';
import { plannedTimeOf } from './planned-time.ts';
import { ratiosOf } from './ratios.ts';
import { sumIdeal, sumPieces, sumTimes } from './sum-figures.ts';
import { createUnitIdealTime, outputIn, timesIn } from './unit-figures.ts';

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
  const units = activity.units.map((unit) => ({
    unit,
    planned: plannedTimeOf(activity, unit, hull),
    idealTimeOf: createUnitIdealTime(activity, unit),
  }));
  const finished = createFinishedCounter(activity);
  const order = windows.map((_, i) => i).sort((a, b) => fromAtOf(windows, a) - fromAtOf(windows, b));
  const results = new Array<WindowFigures>(windows.length);
  visitIdealTimes(
    activity,
    order.map((i) => fromAtOf(windows, i)),
    (step, lookup) => {
      const place = order[step] as number;
      const { fromAt, toAt } = windows[place] as Interval;
      let ignoredSilenceMs = 0;
      const figures = units.map(({ unit, planned, idealTimeOf }): UnitFigures => {
        const times = timesIn(unit, planned, fromAt, toAt);
        const { pieces, ideal } = outputIn(unit, idealTimeOf(lookup), times.runMs, fromAt, toAt);
        const ignoredMs = unit.equipment.silence === 'unknown' ? times.silentPlannedMs : 0;
        ignoredSilenceMs += ignoredMs;
        const ratios = ratiosOf(times, pieces, ideal, ignoredMs);
        return { equipment: unit.equipment.id, times, pieces, ideal, ratios };
      });
      const plant = { ...sumFigures(figures, ignoredSilenceMs), finished: finished.countIn(fromAt, toAt) };
      results[place] = { window: { fromAt, toAt }, plant, units: figures };
    },
  );
  return results;
}

function fromAtOf(windows: readonly Interval[], i: number): number {
  return (windows[i] as Interval).fromAt;
}

/**
 * Figures of a group of units: ratios of their sums.
 *
 * @param ignoredSilenceMs silent planned time of those units whose silence is unknown
 */
export function sumFigures(figures: readonly Figures[], ignoredSilenceMs = 0): Figures {
  const times = sumTimes(figures.map((one) => one.times));
  const pieces = sumPieces(figures.map((one) => one.pieces));
  const ideal = sumIdeal(figures.map((one) => one.ideal));
  return { times, pieces, ideal, ratios: ratiosOf(times, pieces, ideal, ignoredSilenceMs) };
}

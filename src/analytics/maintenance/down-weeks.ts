/** Down time of every machine week by week, from figures that are computed already. */
import type { UnitFigures } from '../figures.ts';
import type { WindowHistory } from '../history.ts';
import type { DownWeeks } from './maintenance-of-day.ts';

/** Machines that were down in any of the weeks, most down time first, then in plant-file order. */
export function listDownWeeks({ weeks, weekFigures, units }: WindowHistory): DownWeeks {
  const rows = units.map(({ now: { equipment } }, place) => ({
    equipment,
    downMs: weekFigures.map((week) => knownDownMs(week?.units[place])),
  }));
  const sumOf = (downMs: readonly (number | undefined)[]): number =>
    downMs.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return {
    weeks: weeks.map(({ from, to }) => ({ from, to })),
    rows: rows
      .map((row) => ({ row, sumMs: sumOf(row.downMs) }))
      .filter(({ sumMs }) => sumMs > 0)
      .sort((a, b) => b.sumMs - a.sumMs)
      .map(({ row }) => row),
  };
}

/** Of a machine that nobody reported anything of in a week, nobody has said that it was not down. */
function knownDownMs(figures: UnitFigures | undefined): number | undefined {
  if (figures === undefined) return undefined;
  const { runMs, setupMs, downMs } = figures.times;
  return runMs + setupMs + downMs === 0 ? undefined : downMs;
}

/** 28 days of every work unit, from figures that are computed already. */
import type { ProductionDay } from '../time/index.ts';
import type { UnitFigures } from './figures.ts';
import type { HeatMap } from './heat-map.ts';
import type { WindowHistory } from './history.ts';

/** @param days production days that `history.last28` stands for, oldest first; none where the window is not one */
export function heatMapOf(history: WindowHistory, days: readonly ProductionDay[]): HeatMap {
  if (days.length === 0) return { days: [], rows: [] };
  return {
    days: days.map(({ date, fromAt, toAt }) => ({ date, fromAt, toAt })),
    rows: history.units.map(({ now, last28 }) => {
      const read = (of: (figures: UnitFigures) => number | undefined): (number | undefined)[] =>
        last28.map((day) => (day === undefined || !hasBase(day) ? undefined : of(day)));
      return {
        equipment: now.equipment,
        oee: read(({ ratios: { oee } }) => (oee.kind === 'known' ? oee.value : undefined)),
        lostMs: read(({ times }) => times.silentPlannedMs + times.downMs + times.setupMs),
        downMs: read(({ times }) => times.downMs),
      };
    }),
  };
}

function hasBase({ times }: UnitFigures): boolean {
  return times.plannedMs + times.extraMs > 0;
}

/** The plant's units together. */
import { sumUnitFigures, type UnitFigures } from '../analytics/index.ts';
import type { Plant } from '../model/index.ts';
import type { LiveFigures, LivePlant, LiveUnit } from './live.ts';
import type { WindowsAt } from './live-windows.ts';

/** Ratios of the sums of the units' figures, as they stand. */
export function livePlantOf(plant: Plant, windows: WindowsAt, units: readonly LiveUnit[], nowMs: number): LivePlant {
  const unitCounts = { running: 0, setup: 0, down: 0, starved: 0, blocked: 0, idle: 0, unknown: 0 };
  for (const { state } of units) unitCounts[state.kind === 'known' ? state.state : 'unknown']++;
  const sumOf = (figures: readonly UnitFigures[]) => sumUnitFigures(plant, figures);
  const { shift } = windows;
  const inShift = units.flatMap((unit): LiveFigures<UnitFigures>[] => (unit.shift === undefined ? [] : [unit.shift]));
  return {
    asOfAt: units.reduce((earliest, { asOfAt }) => Math.min(earliest, asOfAt), nowMs),
    isCatchingUp: units.some(({ isCatchingUp }) => isCatchingUp),
    unitCounts,
    day: { window: windows.day, figures: sumOf(units.map(({ day }) => day.figures)) },
    shift: shift === undefined ? undefined : { window: shift, figures: sumOf(inShift.map(({ figures }) => figures)) },
  };
}

/** Cuts time by what counts are grouped by: each cell has one day, hour, shift and team. */
import { listLocalHours } from '../../analytics/index.ts';
import type { Plant } from '../../model/index.ts';
import { type Interval, listIntervals, setOf, subtract, union } from '../../time/index.ts';
import { daysTouching } from './buckets.ts';

/** `''` and NaN: none, or not asked for. */
export interface Cell extends Interval {
  readonly day: string;
  readonly hourAt: number;
  readonly shift: string;
  readonly team: string;
}

/**
 * Cells of a window by ascending begin. Time within no shift is a cell without one; where teams work at the same time their
 * cells overlap, and what was made then counts for each of them.
 */
export function listCells(plant: Plant, window: Interval, keys: ReadonlySet<string>): readonly Cell[] {
  const whole: Cell = { ...window, day: '', hourAt: Number.NaN, shift: '', team: '' };
  const byShift = keys.has('shift') || keys.has('team') ? cutByShifts(plant, whole) : [whole];
  const cells = keys.has('day') || keys.has('hour') ? byShift.flatMap((cell) => cutByDays(plant, cell, keys)) : byShift;
  return cells.toSorted((a, b) => a.fromAt - b.fromAt);
}

function cutByShifts(plant: Plant, window: Cell): Cell[] {
  const shifts = plant.listShifts(window);
  const worked = union(
    shifts.map(({ fromAt }) => fromAt),
    shifts.map(({ toAt }) => toAt),
  );
  const rest = listIntervals(subtract(setOf(window), worked));
  return [
    ...shifts.map((shift) =>
      within({ ...window, ...bounds(shift), shift: shift.name, team: shift.team ?? '' }, window),
    ),
    ...rest.map((part) => ({ ...window, ...part })),
  ].filter(({ fromAt, toAt }) => toAt > fromAt);
}

function cutByDays(plant: Plant, cell: Cell, keys: ReadonlySet<string>): Cell[] {
  return daysTouching(plant, cell).flatMap((day) => {
    const parts = keys.has('hour') ? listLocalHours(plant.zone, day) : [day];
    return parts
      .map((part) =>
        within(
          {
            ...cell,
            ...bounds(part),
            day: keys.has('day') ? day.date : '',
            hourAt: keys.has('hour') ? part.fromAt : Number.NaN,
          },
          cell,
        ),
      )
      .filter(({ fromAt, toAt }) => toAt > fromAt);
  });
}

function bounds({ fromAt, toAt }: Interval): Interval {
  return { fromAt, toAt };
}

function within(cell: Cell, window: Interval): Cell {
  return { ...cell, fromAt: Math.max(cell.fromAt, window.fromAt), toAt: Math.min(cell.toAt, window.toAt) };
}

/** When each machine is not meant to work, and why: off shift, planned maintenance, or shut down. */
import { type IntervalSet, intersect, setOf, subtract } from '../../time/index.ts';
import type { PlantLayout } from './layout.ts';

/** Why a machine is closed; the first of these that holds. */
export const closures = ['open', 'shutdown', 'maintenance', 'offShift'] as const;
export type Closure = (typeof closures)[number];

/** From `at[i]` on, `closure[i]` holds (an index of `closures`). The first is at the beginning of the horizon. */
export interface ClosurePlan {
  readonly at: readonly number[];
  readonly closure: readonly number[];
}

export function planClosures(layout: PlantLayout): ClosurePlan[] {
  const horizon = setOf(layout.horizon);
  const offShift = subtract(horizon, layout.calendar.plannedIn(layout.horizon));
  const plain = planOf(layout, [new Float64Array(0), new Float64Array(0), offShift]);
  const stopsOf = new Map<string, { shutdown: IntervalSet[]; maintenance: IntervalSet[] }>();
  for (const stop of layout.input.stops)
    for (const machine of stop.machines) {
      const stops = stopsOf.get(machine) ?? { shutdown: [], maintenance: [] };
      stops[stop.kind].push(intersect(horizon, setOf(stop)));
      stopsOf.set(machine, stops);
    }
  return layout.machines.map(({ id }) => {
    const stops = stopsOf.get(id);
    return stops === undefined
      ? plain
      : planOf(layout, [...[stops.shutdown, stops.maintenance].map((sets) => flat(sets)), offShift]);
  });
}

function flat(sets: readonly IntervalSet[]): Float64Array {
  return Float64Array.from(sets.flatMap((set) => [...set]));
}

/** @param sets by closure, the strongest first; flat intervals, which may overlap */
function planOf(layout: PlantLayout, sets: readonly Float64Array[]): ClosurePlan {
  const instants = new Set([layout.horizon.fromAt, ...sets.flatMap((set) => [...set])]);
  const at: number[] = [];
  const closure: number[] = [];
  for (const instant of [...instants].sort((a, b) => a - b)) {
    if (instant >= layout.horizon.toAt) continue;
    const holds = sets.findIndex((set) => isIn(set, instant)) + 1;
    if (closure.at(-1) === holds) continue;
    at.push(instant);
    closure.push(holds);
  }
  return { at, closure };
}

function isIn(set: Float64Array, at: number): boolean {
  for (let i = 0; i < set.length; i += 2) if (at >= (set[i] as number) && at < (set[i + 1] as number)) return true;
  return false;
}

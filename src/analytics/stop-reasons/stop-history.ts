/** All stops of a plant up to an instant, by unit and in the order of time. */
import type { Equipment } from '../../model/index.ts';
import type { Shift } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { lowerBound } from '../reports-in.ts';
import { isTold, type Stop } from './stop.ts';
import { listUnitStops } from './unit-stops.ts';

/** The stops of one unit, by start; they do not overlap, so they are sorted by end too. */
export interface UnitStops {
  readonly unit: UnitActivity;
  /** Codes of the equipment above it and of itself, from the highest below the plant's root. */
  readonly place: readonly string[];
  readonly stops: readonly Stop[];
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** Place of the last told stop up to and including each; −1 where there is none. */
  readonly lastTold: Int32Array;
  /** Other work units with the same parent, in plant-file order. */
  readonly neighbours: readonly UnitStops[];
  /** The units before and behind it, where its parent is a production line. */
  readonly inLine: { readonly before: UnitStops | undefined; readonly behind: UnitStops | undefined } | undefined;
}

export interface StopHistory {
  readonly activity: Activity;
  /** What is later is not known. */
  readonly untilAt: number;
  /** In plant-file order. */
  readonly units: readonly UnitStops[];
  /** Of all units, by start, then equipment. */
  readonly stops: readonly Stop[];
  /** Shifts that touch any stop, by start. */
  readonly shifts: readonly Shift[];
  /** The stops of a work unit of the plant. */
  of(equipment: string): UnitStops;
}

/**
 * Finds the stops in what was reported of units.
 *
 * @param untilAt what is later is not known, ms
 */
export function createStopHistory(activity: Activity, untilAt: number): StopHistory {
  const { plant } = activity;
  const units = activity.units.map((unit) => unitStopsOf(activity, unit, untilAt));
  connect(activity, units);
  const stops = units
    .flatMap((unit) => unit.stops)
    .sort((a, b) => a.startAt - b.startAt || compareText(a.equipment, b.equipment));
  const first = stops[0];
  const byId = new Map(units.map((unit) => [unit.unit.equipment.id as string, unit]));
  return {
    activity,
    untilAt,
    units,
    stops,
    shifts: first === undefined ? [] : plant.listShifts({ fromAt: first.startAt, toAt: untilAt }),
    of: (equipment) => byId.get(equipment) as UnitStops,
  };
}

type Connected = { -readonly [Key in keyof UnitStops]: UnitStops[Key] };

function unitStopsOf(activity: Activity, unit: UnitActivity, untilAt: number): Connected {
  const stops = listUnitStops(activity, unit, untilAt);
  const lastTold = new Int32Array(stops.length);
  let last = -1;
  stops.forEach((stop, i) => {
    if (isTold(stop)) last = i;
    lastTold[i] = last;
  });
  return {
    unit,
    place: unit.equipment.path.split('/').slice(1),
    stops,
    startAt: Float64Array.from(stops, ({ startAt }) => startAt),
    endAt: Float64Array.from(stops, ({ endAt }) => endAt),
    lastTold,
    neighbours: [],
    inLine: undefined,
  };
}

function connect({ plant }: Activity, units: readonly Connected[]): void {
  const byParent = Map.groupBy(units, ({ unit }) => unit.equipment.parent);
  for (const [parent, siblings] of byParent) {
    if (parent === undefined) continue;
    const isLine = (plant.equipment.find(parent) as Equipment).workCenterKind === 'productionLine';
    siblings.forEach((own, i) => {
      own.neighbours = siblings.filter((other) => other !== own);
      if (isLine) own.inLine = { before: siblings[i - 1], behind: siblings[i + 1] };
    });
  }
}

/** Place of the first stop that ends after an instant. */
export function firstEndingAfter({ endAt }: UnitStops, at: number): number {
  // Ends are whole milliseconds.
  return lowerBound(endAt, at + 1);
}

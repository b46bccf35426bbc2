/** When equipment is meant to run: the shifts of the plant less the planned stops of the equipment. */
import {
  clip,
  emptySet,
  type Interval,
  type IntervalSet,
  parseLocalDate,
  parseLocalDateTime,
  parseWallTime,
  productionDayOf,
  rotationOfCrews,
  type ShiftCalendar,
  type ShiftCalendarConfig,
  subtract,
  touches,
  union,
  type Zone,
} from '../time/index.ts';
import type { EquipmentId, EquipmentTree } from './equipment.ts';
import type { PlannedStop, PlantCalendar } from './plant.ts';
import {
  assignmentOf,
  type CalendarConfig,
  type DayRotationConfig,
  isByCrews,
  type PlannedStopConfig,
  type PlantConfig,
} from './plant-config.ts';

/** Windows whose shifts are kept; the oldest half is forgotten beyond them. */
const cachedWindowsMax = 1024;

/** The calendar as `createShiftCalendar` takes it: short forms written out, crew rows as days. */
export function shiftCalendarConfigOf(calendar: CalendarConfig): ShiftCalendarConfig {
  const { rotation } = calendar;
  return {
    shifts: calendar.shifts.map(({ breaks, ...shift }) => (breaks === undefined ? shift : { ...shift, breaks })),
    rotation: isByCrews(rotation)
      ? rotationOfCrews(rotation.anchor, rotation.crews, rotation.letters)
      : dayRotation(rotation),
    exceptions: (calendar.exceptions ?? []).map(({ from, to, name, replace, cancel, add }) => ({
      from,
      name,
      ...(to === undefined ? {} : { to }),
      ...(replace === undefined ? {} : { replace: replace.map(assignmentOf) }),
      ...(cancel === undefined ? {} : { cancel }),
      ...(add === undefined
        ? {}
        : {
            add: add.map((added) => ({
              ...assignmentOf(added),
              ...(added.start === undefined ? {} : { start: added.start }),
              ...(added.end === undefined ? {} : { end: added.end }),
            })),
          }),
    })),
  };
}

function dayRotation({ anchor, days }: DayRotationConfig): ShiftCalendarConfig['rotation'] {
  return { anchor, days: days.map((shifts) => shifts.map(assignmentOf)) };
}

/** Planned stops in time, sorted by start. */
export function compilePlannedStops(config: PlantConfig, zone: Zone): PlannedStop[] {
  const dayStartMinutes = parseWallTime(config.dayStart) ?? 0;
  return config.plannedStops
    .map((stop: PlannedStopConfig) => ({
      fromAt: resolveStopTime(stop.from, zone, dayStartMinutes),
      toAt: resolveStopTime(stop.to, zone, dayStartMinutes),
      name: stop.name,
      equipment: stop.equipment as EquipmentId,
      reason: stop.reason ?? '',
    }))
    .sort((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt);
}

/** A bare date is the start of that production day, any other text a local date and time; `NaN` where it is neither. */
export function resolveStopTime(text: string, zone: Zone, dayStartMinutes: number): number {
  if (parseLocalDate(text) !== undefined) return productionDayOf(zone, dayStartMinutes, text).fromAt;
  return zone.instantOf(parseLocalDateTime(text));
}

export function createPlantCalendar(
  equipment: EquipmentTree,
  shifts: ShiftCalendar,
  plannedStops: readonly PlannedStop[],
): PlantCalendar {
  const stopsOf = affectingStops(equipment, plannedStops);
  const planned = new Map<string, IntervalSet>();

  /** The shifts of a window, computed once for all units that are asked for. */
  function shiftsIn(window: Interval): IntervalSet {
    const key = `${window.fromAt}:${window.toAt}`;
    let set = planned.get(key);
    if (set === undefined) {
      set = shifts.plannedIn(window);
      if (planned.size >= cachedWindowsMax)
        for (const old of [...planned.keys()].slice(0, cachedWindowsMax / 2)) planned.delete(old);
      planned.set(key, set);
    }
    return set;
  }

  return {
    shifts,
    plannedStops,
    plannedIn(id, window) {
      if (equipment.get(id).staffed === 'onDemand') return emptySet;
      const base = shiftsIn(window);
      const stopped = clip((stopsOf.get(id) as AffectingStops).set, window);
      return stopped.length === 0 ? base : subtract(base, stopped);
    },
    listPlannedStops(id, window) {
      const { stops } = stopsOf.get(equipment.get(id).id) as AffectingStops;
      return stops.filter((stop) => touches(stop, window));
    },
  };
}

interface AffectingStops {
  readonly stops: readonly PlannedStop[];
  readonly set: IntervalSet;
}

/** By equipment: the stops of it and of everything above it, sorted by start. */
function affectingStops(tree: EquipmentTree, all: readonly PlannedStop[]): ReadonlyMap<string, AffectingStops> {
  const own = Map.groupBy(all, (stop) => stop.equipment as string);
  const affecting = new Map<string, AffectingStops>();
  // Parents come before children, so what affects the parent is known.
  for (const { id, parent } of tree.all) {
    const inherited = parent === undefined ? none : (affecting.get(parent) as AffectingStops);
    const stops = own.get(id);
    affecting.set(id, stops === undefined ? inherited : join([...inherited.stops, ...stops]));
  }
  return affecting;
}

const none: AffectingStops = { stops: [], set: emptySet };

function join(stops: readonly PlannedStop[]): AffectingStops {
  return {
    stops: stops.toSorted((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt),
    set: union(
      stops.map(({ fromAt }) => fromAt),
      stops.map(({ toAt }) => toAt),
    ),
  };
}

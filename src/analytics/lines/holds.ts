/**
 * Who holds up whom: a unit is blocked by the first station after it that is not blocked itself, and starved by the first before
 * it that is not starved itself, and what that station was doing meanwhile is why. Where all are, what holds up lies outside the
 * line: no material came, or nobody took the pieces.
 */
import { type IntervalSet, intersect, subtract, totalMs } from '../../time/index.ts';
import type { LineUnit, LineUnits } from './line-units.ts';

/** What a unit was doing while another waited for it; of several at once the first counts. `silent`: nobody told. */
export const holdings = ['down', 'setup', 'running', 'waiting', 'silent'] as const;
export type Holding = (typeof holdings)[number];

export interface Hold {
  /** The unit that waits. */
  readonly unit: string;
  readonly kind: 'starved' | 'blocked';
  /** The unit waited for; of a station of several the first in its order. Undefined: outside the line. */
  readonly by: string | undefined;
  /** What it was doing; undefined outside the line. */
  readonly doing: Holding | undefined;
  readonly ms: number;
}

/** How neighbouring stations wait for each other, ms of their units. */
export interface NeighbourWait {
  /** Stations by place: `station` gives its pieces to `station + 1`. */
  readonly station: number;
  /** The station cannot give away. */
  readonly blockedMs: number;
  /** The next one has nothing to work on. */
  readonly starvedMs: number;
}

/** Waiting of planned time, unit by unit in the order of the line; those without time are left out. */
export function listHolds({ units, line }: LineUnits): readonly Hold[] {
  const stations = line.stations.map((_, place) => units.filter(({ station }) => station === place));
  const after = (place: number): (readonly LineUnit[])[] => stations.slice(place + 1);
  const before = (place: number): (readonly LineUnit[])[] => stations.slice(0, place).reverse();
  return units.flatMap((unit) => [
    ...holdsOf(unit, 'blocked', after(unit.station)),
    ...holdsOf(unit, 'starved', before(unit.station)),
  ]);
}

export function listNeighbourWaits({ units, line }: LineUnits): readonly NeighbourWait[] {
  const sum = (place: number, kind: Hold['kind']): number =>
    units.reduce((ms, unit) => ms + (unit.station === place ? totalMs(unit[kind]) : 0), 0);
  return line.stations.slice(1).map((_, station) => ({
    station,
    blockedMs: sum(station, 'blocked'),
    starvedMs: sum(station + 1, 'starved'),
  }));
}

/** @param stations those waited for, the nearest first */
function holdsOf(unit: LineUnit, kind: Hold['kind'], stations: readonly (readonly LineUnit[])[]): Hold[] {
  const holds: Hold[] = [];
  let rest = unit[kind];
  for (const station of stations) {
    // A station waits too only while all its units do.
    const waiting = station.reduce((set, own) => intersect(set, own[kind]), rest);
    holds.push(...whyHeld(unit.id, kind, subtract(rest, waiting), station));
    rest = waiting;
  }
  const outsideMs = totalMs(rest);
  return outsideMs === 0 ? holds : [...holds, { unit: unit.id, kind, by: undefined, doing: undefined, ms: outsideMs }];
}

function whyHeld(waits: string, kind: Hold['kind'], held: IntervalSet, station: readonly LineUnit[]): Hold[] {
  const holds: Hold[] = [];
  let rest = held;
  for (const doing of holdings)
    for (const unit of station) {
      const part = intersect(rest, doingSet(unit, doing, kind, rest));
      rest = subtract(rest, part);
      const ms = totalMs(part);
      if (ms > 0) holds.push({ unit: waits, kind, by: unit.id, doing, ms });
    }
  return holds;
}

function doingSet(unit: LineUnit, doing: Holding, kind: Hold['kind'], rest: IntervalSet): IntervalSet {
  switch (doing) {
    case 'down':
      return unit.down;
    case 'setup':
      return unit.setup;
    case 'running':
      return unit.run;
    case 'waiting':
      // What waits for the same is not what is waited for: another unit of its station is.
      return subtract(unit.wait, unit[kind]);
    case 'silent':
      return subtract(rest, unit[kind]);
  }
}

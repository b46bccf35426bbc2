/** A line run by the simulation's core, of which everything is known, and the facts of its units by the minute's fraction. */
import { FlowNetwork, leaves, type StationModel, unitStates } from 'gemba/simulation';
import type { Report, State } from '../made-up-plant.ts';
import { minute, minuteMs } from './line-plant.ts';

export interface SimulatedStation {
  /** Minutes a piece takes, by the minute at which it begins. */
  readonly cycle: (at: number) => number;
  readonly failure?: { readonly every: () => number; readonly repair: () => number };
}

export interface SimulatedLineRun {
  readonly production: readonly Report[];
  readonly states: readonly State[];
  readonly served: readonly number[];
}

/**
 * The first station always has material, the last can always deliver. Units are A, B, C, …; each piece is a report, and each time
 * in which a unit is starved, blocked or down a state.
 *
 * @param places for pieces between two stations
 * @param length minutes
 */
export function simulateLine(stations: readonly SimulatedStation[], places: number, length: number): SimulatedLineRun {
  const unitOf = (place: number): string => String.fromCharCode(65 + place);
  const production: Report[] = [];
  const states: State[] = [];
  const since = stations.map(() => 0);
  const stateNow = stations.map(() => 'starved');
  let now = 0;
  const close = (unit: number, at: number): void => {
    const state = stateNow[unit] as string;
    const from = since[unit] as number;
    if (at <= from) return;
    const common = { equipment: unitOf(unit), startAt: minute(from), endAt: minute(at) };
    if (state === 'running')
      production.push({ ...common, state, operation: unitOf(unit), product: 'cup', completedCount: 0 });
    else states.push({ ...common, state });
  };
  const network = new FlowNetwork(
    stations.map(
      ({ cycle, failure }, place): StationModel => ({
        places: place === 0 ? 0 : places,
        ...(place === 0 ? { supply: () => 1 } : {}),
        route(piece, _, at) {
          if (piece < 0) return leaves;
          // Told once a piece, when it is served.
          production.push({
            equipment: unitOf(place),
            startAt: minute(at),
            endAt: minute(at),
            state: 'running',
            operation: unitOf(place),
            product: 'cup',
            completedCount: 1,
          });
          return place + 1 < stations.length ? place + 1 : leaves;
        },
        units: [
          {
            serviceTime: () => cycle(now),
            ...(failure === undefined
              ? {}
              : { failure: { clock: 'working', timeToFailure: failure.every, repairTime: failure.repair } }),
          },
        ],
      }),
    ),
    {
      onState(unit, state, at) {
        now = at;
        close(unit, at);
        since[unit] = at;
        stateNow[unit] = unitStates[state] as string;
      },
    },
  );
  network.runUntil(length);
  stations.forEach((_, unit) => {
    close(unit, length);
  });
  return { production, states, served: stations.map((_, unit) => network.servedBy(unit)) };
}

export const hours = (of: number): number => of * 60 * minuteMs;

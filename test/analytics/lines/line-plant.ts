/** A plant of one line, its units written as the letters of its stations, and facts of it by the minute. Days are UTC. */
import {
  analyseLine,
  createActivity,
  type Line,
  type LineAnalysis,
  type LineQuestion,
  listLines,
} from '../../../src/analytics/index.ts';
import type { EquipmentConfig, PlantConfig } from '../../../src/model/index.ts';
import type { Interval } from '../../../src/time/index.ts';
import { at, makePlant, type Report, type State, tablesOf } from '../made-up-plant.ts';

export const minuteMs = 60_000;
export const date = '2024-03-13';
/** Shifts are from 6 to 18, so minute 0 is at 6. */
export const startAt: number = at(date, 6);
export const minute = (n: number): number => startAt + n * minuteMs;
export const minutes = (from: number, to: number): Interval => ({ fromAt: minute(from), toAt: minute(to) });

export interface LinePlantOptions extends Partial<PlantConfig> {
  /** Seconds a piece, by unit. */
  readonly idealSeconds?: Readonly<Record<string, number>>;
  /** Of a machine hour, by unit. */
  readonly hourRates?: Readonly<Record<string, number>>;
  readonly silence?: 'idle' | 'unknown';
}

export interface LineFacts {
  readonly production?: readonly Report[];
  readonly states?: readonly State[];
}

/** @param letters one unit each, in the order of the flow: `ABC` */
export function analyse(
  letters: string,
  facts: LineFacts,
  window: Interval,
  options: LinePlantOptions &
    Partial<Omit<LineQuestion, 'activity' | 'window'>> & { stations?: readonly string[] } = {},
): LineAnalysis {
  const {
    idealSeconds = {},
    hourRates = {},
    silence = 'idle',
    unheard,
    constraint,
    demandCount,
    sliceMs,
    stations,
    ...change
  } = options;
  const plant = makePlant({
    equipment: [
      {
        id: 'line',
        name: 'Line',
        level: 'workCenter',
        kind: 'productionLine',
        silence,
        children: [...letters].map(
          (id): EquipmentConfig => ({
            id,
            name: id,
            ...(idealSeconds[id] === undefined ? {} : { idealTimes: [{ secondsPerPiece: idealSeconds[id] }] }),
            ...(hourRates[id] === undefined ? {} : { machineHourRate: hourRates[id] }),
          }),
        ),
      },
    ],
    ...change,
  });
  const { production, equipmentState } = tablesOf(facts);
  const line = listLines(plant)[0] as Line;
  return analyseLine({
    activity: createActivity(plant, production, equipmentState),
    line: stations === undefined ? line : { ...line, flow: 'given', stations: stations.map((units) => [...units]) },
    window,
    ...(unheard === undefined ? {} : { unheard }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(demandCount === undefined ? {} : { demandCount }),
    ...(sliceMs === undefined ? {} : { sliceMs }),
  });
}

export function ran(equipment: string, from: number, to: number, rest: Report = {}): Report {
  return {
    equipment,
    startAt: minute(from),
    endAt: minute(to),
    state: 'running',
    operation: equipment,
    product: 'cup',
    completedCount: 0,
    ...rest,
  };
}

export function was(equipment: string, state: string, from: number, to: number): State {
  return { equipment, startAt: minute(from), endAt: minute(to), state };
}

/** A small plant and facts written by hand, for rules that are told case by case. Times are UTC, days begin at 00:00. */
import { analyseDay, type DailyAnalysis, type Finding, type FindingRule } from '../../src/analytics/index.ts';
import {
  compilePlant,
  type FactRow,
  type FactTable,
  type Plant,
  type PlantConfig,
  toTable,
} from '../../src/model/index.ts';

export const hourMs = 3_600_000;

export function makePlant(change: Partial<PlantConfig> = {}): Plant {
  return compilePlant({
    id: 'works',
    name: 'Works',
    zone: 'UTC',
    dayStart: '00:00',
    language: 'en',
    equipment: [
      { id: 'press', name: 'Press', level: 'workUnit' },
      { id: 'lathe', name: 'Lathe', level: 'workUnit' },
    ],
    calendar: {
      shifts: [{ name: 'day', start: '06:00', end: '18:00' }],
      rotation: { anchor: '2024-01-01', days: [[{ shift: 'day' }]] },
    },
    plannedStops: [],
    reasons: [
      { code: 'breakdown', name: 'Breakdown', lossClass: 'breakdown' },
      { code: 'service', name: 'Service', planned: true },
    ],
    defects: [{ code: 'dent', name: 'Dent' }],
    finalOperations: ['pack'],
    audiences: [],
    targets: {},
    ...change,
  });
}

/** A Wednesday, ten weeks after the plant's first facts. */
export const today = '2024-03-13';

export type Report = FactRow<'production'>;
export type State = FactRow<'equipmentState'>;

/** Hours of a day of 2024, UTC. */
export function at(date: string, hour: number): number {
  return Date.parse(`${date}T00:00:00Z`) + hour * hourMs;
}

export function report(equipment: string, date: string, from: number, to: number, rest: Report = {}): Report {
  return {
    equipment,
    startAt: at(date, from),
    endAt: at(date, to),
    state: 'running',
    operation: 'form',
    product: 'cup',
    workOrder: 'W1',
    operators: 'p1',
    completedCount: 100,
    ...rest,
  };
}

export function stop(equipment: string, date: string, from: number, to: number, rest: State = {}): State {
  return { equipment, startAt: at(date, from), endAt: at(date, to), state: 'down', reason: 'breakdown', ...rest };
}

/** The Wednesdays before `today`, nearest first. */
export function wednesdays(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    new Date(at(today, 0) - (i + 1) * 7 * 24 * hourMs).toISOString().slice(0, 10),
  );
}

export interface Facts {
  readonly production?: readonly Report[];
  readonly states?: readonly State[];
  readonly refusals?: readonly FactRow<'refusal'>[];
}

export function tablesOf({ production = [], states = [], refusals = [] }: Facts): {
  production: FactTable<'production'>;
  equipmentState: FactTable<'equipmentState'>;
  refusals: FactTable<'refusal'>;
} {
  return {
    production: toTable('production', production),
    equipmentState: toTable('equipmentState', states),
    refusals: toTable('refusal', refusals),
  };
}

export function analyse(facts: Facts, { plant = makePlant(), date = today } = {}): DailyAnalysis {
  const day = plant.productionDay(date);
  return analyseDay({ plant, ...tablesOf(facts), window: day, day });
}

export function findFinding<R extends FindingRule>(
  { findings }: DailyAnalysis,
  rule: R,
  equipment?: string,
): Extract<Finding, { rule: R }> | undefined {
  return findings.find((one) => one.rule === rule && (equipment === undefined || one.equipment === equipment)) as
    | Extract<Finding, { rule: R }>
    | undefined;
}

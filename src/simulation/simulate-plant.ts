/** The simulation of a plant, window by window: what was reported, what sensors read, and what was true. */
import type { FactTable } from '../model/index.ts';
import { hourMs, type Interval, type LocalDate } from '../time/index.ts';
import { unitStates } from './flow/model.ts';
import type { SimulatedPlantInput } from './plant/input.ts';
import { layOut } from './plant/layout.ts';
import { PlantRun } from './plant/plant-run.ts';
import type { TrueStates } from './plant/state-log.ts';
import { ReadingTables } from './sensors/reading-tables.ts';
import { DayTimes, listLineDays, listMachineDays } from './truth/day-records.ts';
import { listPlanned, listScrapCauses } from './truth/planned.ts';
import type { TruthOf, TruthRecord } from './truth/record.ts';

export interface SimulateOptions {
  /** Length of a window, ms; production days are cut into windows of it. Default one hour. */
  readonly windowMs?: number;
  /** Rows of a table of readings at most, but for a sensor's readings of one window. Default 131,072. */
  readonly readingRowsMax?: number;
  /** Whether there are readings. Default true. */
  readonly hasReadings?: boolean;
}

/** A part of what is simulated. `date` is the production day. */
export type SimulatedPart =
  | {
      /** Reports that were completed in the window; one may have begun before it. */
      readonly kind: 'reports';
      readonly date: LocalDate;
      readonly window: Interval;
      readonly production: FactTable<'production'>;
      readonly equipmentState: FactTable<'equipmentState'>;
    }
  | {
      readonly kind: 'readings';
      readonly date: LocalDate;
      readonly window: Interval;
      readonly table: FactTable<'reading'>;
    }
  | {
      /** The true states of the window in columns; `listStateRecords` makes records of them. */
      readonly kind: 'states';
      readonly date: LocalDate;
      readonly window: Interval;
      readonly states: NamedStates;
    }
  | { readonly kind: 'truth'; readonly date: LocalDate; readonly records: readonly TruthRecord[] };

/** True states with what their numbers stand for. */
export interface NamedStates extends TrueStates {
  machineId(machine: number): string;
  orderOf(order: number): { readonly id: string; readonly product: string };
  reasonOf(detail: number): string;
}

/**
 * Simulates a plant over all its days. Pure: the same input gives the same bytes on every machine, whatever the length
 * of the windows; only where rows are cut into tables, and where true states are cut, depends on it. Memory is bounded by
 * one window.
 *
 * Each window gives its states, its reports and its readings, each day then its truth; what was planted stands in the
 * first truth, what came of the causes of scrap in the last.
 *
 * @throws RangeError where the input has problems, all of them at once, or an option is out of range
 * @example for (const part of simulatePlant(createPlantScenario({ seed: 7 }))) if (part.kind === 'readings') …
 */
export function* simulatePlant(input: SimulatedPlantInput, options: SimulateOptions = {}): Generator<SimulatedPart> {
  const { windowMs = hourMs, readingRowsMax = 131_072, hasReadings = true } = options;
  if (!(windowMs >= 1_000)) throw new RangeError(`A window lasts at least 1000 ms, got ${windowMs}.`);
  if (!(readingRowsMax >= 1)) throw new RangeError(`A table has at least one row, got ${readingRowsMax}.`);
  const layout = layOut(input);
  const run = new PlantRun(layout);
  const tables = hasReadings ? new ReadingTables(layout, run.orders, readingRowsMax, windowMs) : undefined;
  const times = new DayTimes(layout.machines.length);
  const names: Pick<NamedStates, 'machineId' | 'orderOf' | 'reasonOf'> = {
    machineId: (machine) => layout.machines[machine]?.id as string,
    orderOf(order) {
      const { id, product } = run.orders.get(order);
      return { id, product: layout.products[product]?.id as string };
    },
    reasonOf: (detail) => run.details[detail] as string,
  };
  for (const [i, day] of layout.days.entries()) {
    const isLast = i === layout.days.length - 1;
    for (let fromAt = day.fromAt; fromAt < day.toAt; fromAt += windowMs) {
      const window = { fromAt, toAt: Math.min(fromAt + windowMs, day.toAt) };
      run.runUntil(window.toAt);
      if (isLast && window.toAt === day.toAt) run.reporter.endAll(window.toAt);
      const { states, served } = run.log.takeWindow(window);
      times.add(states);
      const { date } = day;
      yield { kind: 'states', date, window, states: { ...states, ...names } };
      yield { kind: 'reports', date, window, ...run.reporter.take() };
      if (tables === undefined) continue;
      for (const table of tables.listTables(window, states, served)) yield { kind: 'readings', date, window, table };
    }
    yield {
      kind: 'truth',
      date: day.date,
      records: [
        ...(i === 0 ? listPlanned(layout) : []),
        ...listMachineDays(run, times, day),
        ...listLineDays(run, times, day),
        ...(isLast ? listScrapCauses(run) : []),
      ],
    };
    run.tally.startDay();
    times.startDay();
  }
}

/** True states as truth records, one after the other. */
export function* listStateRecords(states: NamedStates): Generator<TruthOf<'state'>> {
  for (let i = 0; i < states.length; i++) {
    const order = states.order[i] as number;
    const because = states.because[i] as number;
    const reason = states.reasonOf(states.detail[i] as number);
    yield {
      kind: 'state',
      equipment: states.machineId(states.machine[i] as number),
      startAt: states.startAt[i] as number,
      endAt: states.endAt[i] as number,
      state: unitStates[states.state[i] as number] as TruthOf<'state'>['state'],
      ...(reason === '' ? {} : { reason }),
      ...(order < 0 ? {} : { workOrder: states.orderOf(order).id, product: states.orderOf(order).product }),
      ...(because < 0 ? {} : { because: states.machineId(because) }),
    };
  }
}

/**
 * What the plant's MES would report of the true states: a production report for each run of an order, setups, and stops
 * from three minutes on. Shorter stops stay within the report they fall in. Reports end with the shift.
 */
import { createFactTableBuilder, type FactRow, type FactTable, type FactTableBuilder } from '../../model/index.ts';
import { idOfText } from '../fact-ids.ts';
import { unitStates } from '../flow/model.ts';
import { blocked, closed, down, running, setup, starved, waitingOperator, waitingRepair } from '../flow/unit-clocks.ts';
import type { PlantLayout } from './layout.ts';
import type { OrderBook } from './orders.ts';

/** Stops of starved, blocked and waiting machines that are shorter are not reported. */
export const reportedStopMs = 180_000;
/** The source that made-up facts name. */
export const simulationSource = 'simulation';

interface Report {
  order: number;
  startAt: number;
  endAt: number;
}

interface MachineReports {
  state: number;
  reason: string;
  order: number;
  startAt: number;
  /** The run that is not yet reported. */
  run: Report | undefined;
  completed: number;
  readonly scrap: Map<string, number>;
  /** Rows made, for their identities. */
  rows: number;
}

export class Reporter {
  readonly #layout: PlantLayout;
  readonly #orders: OrderBook;
  readonly #machines: readonly MachineReports[];
  #production: FactTableBuilder<'production'> = createFactTableBuilder('production');
  #states: FactTableBuilder<'equipmentState'> = createFactTableBuilder('equipmentState');
  #shift = '';

  constructor(layout: PlantLayout, orders: OrderBook) {
    this.#layout = layout;
    this.#orders = orders;
    this.#machines = layout.machines.map(() => ({
      state: starved,
      reason: '',
      order: -1,
      startAt: layout.horizon.fromAt,
      run: undefined,
      completed: 0,
      scrap: new Map(),
      rows: 0,
    }));
  }

  /** A machine is in another state, or at another order, from now on. */
  begin(machine: number, state: number, reason: string, order: number, at: number): void {
    const reports = this.#machines[machine] as MachineReports;
    if (isFailed(state) && isFailed(reports.state)) {
      // Waiting for repair and repair are one stop.
      reports.state = state;
      return;
    }
    this.#endInterval(machine, reports, at);
    // Pieces are counted for the run that is open: that of another order ends before the first of this one.
    if (state === running && reports.run !== undefined && reports.run.order !== order) this.#report(machine, reports);
    reports.state = state;
    reports.reason = reason;
    reports.order = order;
    reports.startAt = at;
  }

  /** @param defect undefined for a good piece */
  served(machine: number, defect: string | undefined): void {
    const { scrap } = this.#machines[machine] as MachineReports;
    if (defect === undefined) (this.#machines[machine] as MachineReports).completed++;
    else scrap.set(defect, (scrap.get(defect) ?? 0) + 1);
  }

  /** Ends what is under way: a report belongs to the shift it began in. */
  beginShift(name: string, at: number): void {
    this.endAll(at);
    this.#shift = name;
  }

  endAll(at: number): void {
    this.#machines.forEach((reports, machine) => {
      this.#endInterval(machine, reports, at);
      this.#report(machine, reports);
      reports.startAt = at;
    });
  }

  /** What was reported since the last time. */
  take(): { readonly production: FactTable<'production'>; readonly equipmentState: FactTable<'equipmentState'> } {
    return { production: this.#production.build(), equipmentState: this.#states.build() };
  }

  #endInterval(machine: number, reports: MachineReports, at: number): void {
    const { state, startAt, order } = reports;
    if (at <= startAt) return;
    if (state === running) {
      reports.run ??= { order, startAt, endAt: at };
      reports.run.endAt = at;
      return;
    }
    const isShort = at - startAt < reportedStopMs;
    if (isShort && (state === starved || state === blocked || state === waitingOperator)) return;
    this.#report(machine, reports);
    if (state === closed) return;
    if (state === setup) this.#addProduction(machine, { order, startAt, endAt: at }, 'setup', {});
    else this.#addStop(machine, reports, at);
  }

  /** Reports the run, with what was made in it; of several defects the less frequent ones on rows of their own. */
  #report(machine: number, reports: MachineReports): void {
    const { run, completed, scrap } = reports;
    if (run === undefined) return;
    const defects = [...scrap].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const [main, ...others] = defects;
    this.#addProduction(machine, run, 'running', {
      completedCount: completed,
      scrapCount: main?.[1] ?? 0,
      ...(main === undefined ? {} : { defect: main[0] }),
    });
    // At the run's last instant, so that they are of its shift and day.
    const lastAt = run.endAt - 1;
    for (const [defect, scrapCount] of others)
      this.#addProduction(machine, { ...run, startAt: lastAt, endAt: lastAt }, 'running', {
        completedCount: 0,
        scrapCount,
        defect,
      });
    reports.run = undefined;
    reports.completed = 0;
    scrap.clear();
  }

  #addProduction(machine: number, report: Report, state: 'running' | 'setup', made: FactRow<'production'>): void {
    const row = { ...this.#commonOf(machine, report), ...made, state };
    const { identity, content } = this.#idsOf(machine, row);
    this.#production.add(row, identity, content);
  }

  #addStop(machine: number, { state, reason, order, startAt }: MachineReports, endAt: number): void {
    const told =
      this.#layout.input.tellsWaiting === true && (state === starved || state === blocked)
        ? { state: unitStates[state] as string, reason }
        : { state: 'down', reason: reasonOf(state, reason) };
    const row = { ...this.#commonOf(machine, { order, startAt, endAt }), ...told };
    const { identity, content } = this.#idsOf(machine, row);
    this.#states.add(row, identity, content);
  }

  #commonOf(machine: number, { order, startAt, endAt }: Report): FactRow<'equipmentState'> {
    const { machines, lineOf, firstOf, lines, products } = this.#layout;
    const line = lineOf[machine] as number;
    const operator = ((machine - (firstOf[line] as number)) % (lines[line]?.operatorCount ?? 1)) + 1;
    const made = order < 0 ? undefined : this.#orders.get(order);
    return {
      equipment: (machines[machine] as { id: string }).id,
      startAt,
      endAt,
      operation: (machines[machine] as { name: string }).name,
      operators: `${lines[line]?.id}-${this.#shift}-${operator}`,
      source: simulationSource,
      ...(made === undefined
        ? {}
        : { workOrder: made.id, product: products[made.product]?.id ?? '', orderCount: made.count }),
    };
  }

  #idsOf(machine: number, row: object): { readonly identity: Uint8Array; readonly content: Uint8Array } {
    const reports = this.#machines[machine] as MachineReports;
    reports.rows++;
    return {
      identity: idOfText(`${this.#layout.machines[machine]?.id}/${reports.rows}`),
      content: idOfText(JSON.stringify(row)),
    };
  }
}

function isFailed(state: number): boolean {
  return state === down || state === waitingRepair;
}

/** A stop's reason: that of the failure, or what the machine waited for. */
function reasonOf(state: number, reason: string): string {
  if (isFailed(state) || reason !== '') return reason;
  if (state === waitingOperator) return 'noOperator';
  return unitStates[state] as string;
}

/** Orders finished, running and waiting at a window's end. */
import { exactly, type Known, textAt, unknown } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity, ReportColumns, UnitActivity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { limit } from '../limited.ts';
import { stateAt } from '../state-at.ts';
import { completedAt } from './completed-at.ts';
import { createOrderLedger, type OrderLedger, type ReportPlace } from './order-ledger.ts';
import type { FinishedOrder, OrdersOfDay, Queue, RunningOrder, WaitingOrder } from './orders-of-day.ts';

/**
 * Where every order is at the window's end, from reports that started before it. An order is complete when its finished
 * and scrapped pieces reach the ordered quantity, or, where that is unknown, when it was seen at the first final
 * operation. One that was last seen there short of its quantity does not wait: nobody says whether the rest comes.
 */
export function listOrders(activity: Activity, window: Interval): OrdersOfDay {
  const { plant } = activity;
  const ledger = createOrderLedger(activity, window);
  const stands = standsOf(activity, ledger);
  const waiting = listWaiting(activity, ledger, stands.waiting, window.toAt);
  return {
    isFinishKnown: plant.finalOperations.length > 0,
    finished: limit(listFinished(activity, ledger)),
    waiting: limit(waiting),
    running: limit(listRunning(activity, ledger, window.toAt)),
    queues: listQueues(waiting),
    leftShort: stands.leftShort,
    due: unknown('not-in-the-data'),
  };
}

/** Orders that wait, and those left short, told apart by where they were seen last. Reports that name no order are none. */
function standsOf(activity: Activity, ledger: OrderLedger): { waiting: number[]; leftShort: OrdersOfDay['leftShort'] } {
  const { plant, production } = activity;
  const waiting: number[] = [];
  let [count, missing] = [0, 0];
  for (let order = 1; order < ledger.size; order++) {
    const row = lastRow(activity, ledger, order);
    if (row === undefined || ledger.isRunning[order] === 1) continue;
    const ordered = ledger.ordered[order] as number;
    const done = (ledger.finishedHigh[order] as number) + (ledger.scrap[order] as number);
    if (ordered > 0 && done >= ordered) continue;
    if (textAt(production.columns.operation, row) !== plant.finalOperations[0]) waiting.push(order);
    else if (ordered > 0) {
      count++;
      missing += ordered - done;
    }
  }
  return { waiting, leftShort: { count, missing } };
}

function lastRow({ units }: Activity, { lastUnit, lastPlace }: OrderLedger, order: number): number | undefined {
  return units[lastUnit[order] as number]?.reports.row[lastPlace[order] as number];
}

function listFinished(activity: Activity, ledger: OrderLedger): FinishedOrder[] {
  const { workOrder, product } = activity.production.columns;
  const found: FinishedOrder[] = [];
  for (let order = 0; order < ledger.size; order++) {
    const high = ledger.windowHigh[order] as number;
    const row = lastRow(activity, ledger, order);
    if (high === 0 || row === undefined) continue;
    const [low, soFarLow] = [ledger.windowLow[order] as number, ledger.finishedLow[order] as number];
    const soFarHigh = ledger.finishedHigh[order] as number;
    const ordered = ledger.ordered[order] as number;
    const scrapSoFar = ledger.scrap[order] as number;
    const [firstAt, lastFinishedAt] = [ledger.firstAt[order] as number, ledger.lastFinishedAt[order] as number];
    found.push({
      workOrder: workOrder.dictionary[order] as string,
      product: textAt(product, row),
      ordered: orderedOf(ordered),
      finished: { value: low, low, high },
      finishedSoFar: { value: soFarLow, low: soFarLow, high: soFarHigh },
      scrapSoFar,
      isComplete: ordered > 0 && order !== 0 ? soFarHigh + scrapSoFar >= ordered : undefined,
      firstAt,
      lastFinishedAt,
      leadTimeMs: lastFinishedAt - firstAt,
    });
  }
  return found.sort(
    (a, b) =>
      b.finished.value - a.finished.value || b.finished.high - a.finished.high || compareText(a.workOrder, b.workOrder),
  );
}

function listWaiting(activity: Activity, ledger: OrderLedger, orders: readonly number[], toAt: number): WaitingOrder[] {
  const { workOrder, operation, product, equipment } = activity.production.columns;
  const rows = orders.map((order) => lastRow(activity, ledger, order) as number);
  const completed = completedAt(
    activity,
    orders.map((order, i) => ({
      workOrder: order,
      operation: operation.codes[rows[i] as number] as number,
      at: toAt,
    })),
  );
  return orders
    .map((order, i): WaitingOrder => {
      const row = rows[i] as number;
      const reports = activity.units[ledger.lastUnit[order] as number]?.reports as ReportColumns;
      const sinceAt = Math.min(reports.endAt[ledger.lastPlace[order] as number] as number, toAt);
      return {
        workOrder: workOrder.dictionary[order] as string,
        product: textAt(product, row),
        ordered: orderedOf(ledger.ordered[order] as number),
        lastOperation: textAt(operation, row),
        lastEquipment: textAt(equipment, row),
        sinceAt,
        waitingMs: toAt - sinceAt,
        completedThere: completed[i] as number,
      };
    })
    .sort((a, b) => b.waitingMs - a.waitingMs || compareText(a.workOrder, b.workOrder));
}

function listQueues(waiting: readonly WaitingOrder[]): Queue[] {
  return [...Map.groupBy(waiting, ({ lastOperation }) => lastOperation)]
    .map(([lastOperation, orders]) => ({
      lastOperation,
      orders: orders.length,
      pieces: orders.reduce((sum, { completedThere }) => sum + completedThere, 0),
      longestMs: orders.reduce((most, { waitingMs }) => Math.max(most, waitingMs), 0),
    }))
    .sort((a, b) => b.pieces - a.pieces || b.orders - a.orders || compareText(a.lastOperation, b.lastOperation));
}

function listRunning(activity: Activity, ledger: OrderLedger, toAt: number): RunningOrder[] {
  const { workOrder, operation, product, state } = activity.production.columns;
  const rowOf = ({ unit, place }: ReportPlace): number => activity.units[unit]?.reports.row[place] as number;
  const rows = ledger.running.map(rowOf);
  const completed = completedAt(
    activity,
    rows.map((row) => ({
      workOrder: workOrder.codes[row] as number,
      operation: operation.codes[row] as number,
      at: toAt,
    })),
  );
  return ledger.running
    .map(({ unit, place }, i) => {
      const row = rows[i] as number;
      const ordered = orderedOf(ledger.ordered[workOrder.codes[row] as number] as number);
      const own = activity.units[unit] as UnitActivity;
      return {
        unit,
        running: {
          equipment: own.equipment.id as string,
          workOrder: textAt(workOrder, row),
          operation: textAt(operation, row),
          product: textAt(product, row),
          ...sinceOf(own, place, textAt(state, row), toAt),
          ordered,
          completed: completed[i] as number,
          remaining: remainingOf(ordered, completed[i] as number),
        },
      };
    })
    .sort(
      (a, b) =>
        a.unit - b.unit ||
        a.running.sinceAt - b.running.sinceAt ||
        compareText(a.running.workOrder, b.running.workOrder) ||
        compareText(a.running.operation, b.running.operation) ||
        compareText(a.running.product, b.running.product),
    )
    .map(({ running }) => running);
}

/** A report of an instant tells no time: the unit's states do. */
function sinceOf(unit: UnitActivity, place: number, reported: string, toAt: number) {
  const [startAt, endAt] = [unit.reports.startAt[place] as number, unit.reports.endAt[place] as number];
  const { state, sinceAt = startAt } = endAt > startAt ? { state: reported, sinceAt: startAt } : stateAt(unit, toAt);
  return { state: state === 'setup' ? ('setup' as const) : ('running' as const), sinceAt };
}

/** A quantity that no report gives, or that is 0, is not in the data. */
export function orderedOf(ordered: number): Known {
  return ordered > 0 ? exactly(ordered) : unknown('not-in-the-data');
}

export function remainingOf(ordered: Known, completed: number): Known {
  return ordered.kind === 'known' ? exactly(Math.max(0, ordered.value - completed)) : ordered;
}

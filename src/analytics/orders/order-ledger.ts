/** What is known of every order at the window's end, in columns by order code. */
import type { Interval } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { lowerBound } from '../reports-in.ts';
import { splitCount } from '../split-count.ts';
import { stateAt } from '../state-at.ts';

/** A report: a unit and a place in its columns. */
export interface ReportPlace {
  readonly unit: number;
  readonly place: number;
}

export interface OrderLedger {
  /** Orders by code of the dictionary; code 0 stands for reports that name none. */
  readonly size: number;
  /** Start of the first report; `Infinity` for an order without one. */
  readonly firstAt: Float64Array;
  /** The report that ended last: unit and place. */
  readonly lastUnit: Int32Array;
  readonly lastPlace: Int32Array;
  /**
   * 1 where a report of production or setup reaches the window's end, or where the last report of a unit that runs or is
   * set up then, by its states alone, is of an instant.
   */
  readonly isRunning: Uint8Array;
  /** Ordered quantity, the greatest that was reported; `NaN` where none was. */
  readonly ordered: Float64Array;
  readonly finishedLow: Float64Array;
  readonly finishedHigh: Float64Array;
  /** Of these, within the window. */
  readonly windowLow: Float64Array;
  readonly windowHigh: Float64Array;
  readonly lastFinishedAt: Float64Array;
  readonly scrap: Float64Array;
  /** Reports in progress at the window's end, units in plant-file order. */
  readonly running: readonly ReportPlace[];
}

/** Counts pieces as `createFinishedCounter` does, order by order. Only reports that started before the window's end. */
export function createOrderLedger(activity: Activity, { fromAt, toAt }: Interval): OrderLedger {
  const { plant, production, units } = activity;
  const { operation, workOrder, orderCount, state } = production.columns;
  const size = workOrder.dictionary.length;
  const column = (fill: number): Float64Array => new Float64Array(size).fill(fill);
  const rankOf = operation.dictionary.map((name) => plant.finalOperations.indexOf(name));
  const leastRank = leastRanks(activity, rankOf, toAt);
  const inProgress = new Set(['running', 'setup'].map((name) => state.dictionary.indexOf(name)));
  const running: ReportPlace[] = [];
  const [lastEndAt, lastStartAt] = [column(Number.NEGATIVE_INFINITY), column(Number.NEGATIVE_INFINITY)];
  const ledger = {
    size,
    firstAt: column(Number.POSITIVE_INFINITY),
    lastUnit: new Int32Array(size).fill(-1),
    lastPlace: new Int32Array(size).fill(-1),
    isRunning: new Uint8Array(size),
    ordered: column(Number.NaN),
    finishedLow: column(0),
    finishedHigh: column(0),
    windowLow: column(0),
    windowHigh: column(0),
    lastFinishedAt: column(Number.NEGATIVE_INFINITY),
    scrap: column(0),
    running,
  };
  const add = (sums: Float64Array, order: number, count: number): void => {
    sums[order] = (sums[order] as number) + count;
  };
  units.forEach((own, unit) => {
    const { reports } = own;
    const runningBefore = running.length;
    const until = lowerBound(reports.startAt, toAt);
    for (let i = 0; i < until; i++) {
      const row = reports.row[i] as number;
      const order = workOrder.codes[row] as number;
      const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
      if (s < (ledger.firstAt[order] as number)) ledger.firstAt[order] = s;
      const count = orderCount[row] as number;
      if (order !== 0 && count > 0 && !(count <= (ledger.ordered[order] as number))) ledger.ordered[order] = count;
      if (e >= toAt && inProgress.has(state.codes[row] as number)) {
        ledger.isRunning[order] = 1;
        running.push({ unit, place: i });
      }
      // Reports come sorted, so of those that began and ended together the last one is the same whatever the row order.
      if (e > (lastEndAt[order] as number) || (e === lastEndAt[order] && s >= (lastStartAt[order] as number))) {
        lastEndAt[order] = e;
        lastStartAt[order] = s;
        ledger.lastUnit[order] = unit;
        ledger.lastPlace[order] = i;
      }
      const scrap = reports.scrap[i] as number;
      if (scrap !== 0) add(ledger.scrap, order, splitCount(scrap, s, e, Number.NEGATIVE_INFINITY, toAt));
      const rank = rankOf[operation.codes[row] as number] as number;
      const completed = reports.completed[i] as number;
      if (rank < 0 || completed === 0 || reports.isRework[i] === 1) continue;
      const soFar = splitCount(completed, s, e, Number.NEGATIVE_INFINITY, toAt);
      const inWindow = splitCount(completed, s, e, fromAt, toAt);
      if (rank === 0) {
        add(ledger.finishedLow, order, soFar);
        add(ledger.windowLow, order, inWindow);
      } else if (order !== 0 && (leastRank[order] as number) < rank) continue;
      add(ledger.finishedHigh, order, soFar);
      add(ledger.windowHigh, order, inWindow);
      if (soFar > 0) ledger.lastFinishedAt[order] = Math.max(ledger.lastFinishedAt[order] as number, Math.min(e, toAt));
    }
    if (running.length === runningBefore && isAtWork(own, until - 1, toAt)) {
      ledger.isRunning[workOrder.codes[reports.row[until - 1] as number] as number] = 1;
      running.push({ unit, place: until - 1 });
    }
  });
  return ledger;
}

/** Whether a unit whose last report tells no time runs or is set up at the window's end. */
function isAtWork(unit: UnitActivity, last: number, toAt: number): boolean {
  const { startAt, endAt } = unit.reports;
  if (last < 0 || (endAt[last] as number) > (startAt[last] as number)) return false;
  const { state } = stateAt(unit, toAt);
  return state === 'running' || state === 'setup';
}

/** Place in `finalOperations` of the first of them at which an order was reported by then. */
function leastRanks({ units, production }: Activity, rankOf: readonly number[], toAt: number): Float64Array {
  const { operation, workOrder } = production.columns;
  const least = new Float64Array(workOrder.dictionary.length).fill(Number.POSITIVE_INFINITY);
  for (const { reports } of units) {
    const until = lowerBound(reports.startAt, toAt);
    for (let i = 0; i < until; i++) {
      const row = reports.row[i] as number;
      const rank = rankOf[operation.codes[row] as number] as number;
      const order = workOrder.codes[row] as number;
      if (rank >= 0 && rank < (least[order] as number)) least[order] = rank;
    }
  }
  return least;
}

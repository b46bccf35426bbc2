/** The board at the end of a shift, or of the window. */
import { textAt, unknown } from '../../model/index.ts';
import { dayMs, hourMs } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { operatorsAt } from '../day-facts.ts';
import { completedAt } from '../orders/completed-at.ts';
import { orderedOf, remainingOf } from '../orders/list-orders.ts';
import { type PlannedTime, plannedTimeOf } from '../planned-time.ts';
import { findStateFact, lastRowBefore, stateAt } from '../state-at.ts';
import type { Board, BoardRow, OpenProblem } from './board-of-shift.ts';

/** Planned silent time below which a silent unit is no problem. */
export const silentProblemMinMs: number = hourMs;
const lookBackMs = 28 * dayMs;

export interface BoardAt {
  readonly at: number;
  readonly shift: string | undefined;
}

/**
 * One board for each instant, in the order given. A unit is in the state in which it was just before the instant, from
 * facts that began before it.
 */
export function makeBoards(activity: Activity, instants: readonly BoardAt[]): Board[] {
  if (instants.length === 0) return [];
  const hull = {
    fromAt: Math.min(...instants.map(({ at }) => at)) - lookBackMs,
    toAt: Math.max(...instants.map(({ at }) => at)),
  };
  const planned = activity.units.map((unit) => plannedTimeOf(activity, unit, hull));
  const places = instants.flatMap(({ at }) => activity.units.map((unit) => ({ at, row: lastRowBefore(unit, at) })));
  const { workOrder, operation, orderCount } = activity.production.columns;
  const completed = completedAt(
    activity,
    places.map(({ at, row }) => ({
      at,
      workOrder: row === undefined ? 0 : (workOrder.codes[row] as number),
      operation: row === undefined ? 0 : (operation.codes[row] as number),
    })),
  );
  return instants.map(({ at, shift }, b) => {
    const rows = activity.units.map((unit, u): BoardRow => {
      const k = b * activity.units.length + u;
      const row = places[k]?.row;
      const named = row !== undefined && workOrder.codes[row] !== 0;
      const ordered = orderedOf(named ? (orderCount[row] as number) : Number.NaN);
      const done = named ? (completed[k] as number) : 0;
      return {
        equipment: unit.equipment.id,
        ...stateAt(unit, at),
        isPlanned: planned[u]?.planned.within(at - 1, at) === 1,
        ...describe(activity, row),
        reason: findStateFact(activity, unit, 'down', at)?.reason ?? '',
        completed: done,
        ordered,
        remaining: remainingOf(ordered, done),
      };
    });
    return {
      at,
      shift,
      rows,
      problems: listProblems(rows, planned, at, activity.spoken?.firstAt ?? at),
      nextOrders: unknown('not-in-the-data'),
    };
  });
}

function describe({ production }: Activity, row: number | undefined) {
  if (row === undefined) return { workOrder: '', operation: '', product: '', operators: [] };
  const { workOrder, operation, product } = production.columns;
  return {
    workOrder: textAt(workOrder, row),
    operation: textAt(operation, row),
    product: textAt(product, row),
    operators: operatorsAt(production, row),
  };
}

function listProblems(
  rows: readonly BoardRow[],
  planned: readonly PlannedTime[],
  at: number,
  firstAt: number,
): OpenProblem[] {
  return rows
    .flatMap(({ state, sinceAt, isPlanned, equipment, reason, workOrder }, i): OpenProblem[] => {
      if (state === 'down')
        return [
          { kind: 'down', equipment, sinceAt: sinceAt as number, ms: at - (sinceAt as number), reason, workOrder },
        ];
      if (state !== 'silent' || !isPlanned) return [];
      const from = sinceAt ?? Math.min(firstAt, at);
      const ms = planned[i]?.planned.within(Math.max(from, at - lookBackMs), at) ?? 0;
      return ms < silentProblemMinMs ? [] : [{ kind: 'silent', equipment, sinceAt: from, ms, reason, workOrder }];
    })
    .map((problem, i) => ({ problem, i }))
    .sort(
      (a, b) =>
        Number(b.problem.kind === 'down') - Number(a.problem.kind === 'down') ||
        b.problem.ms - a.problem.ms ||
        a.i - b.i,
    )
    .map(({ problem }) => problem);
}

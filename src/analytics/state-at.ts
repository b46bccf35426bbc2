/** What a unit was in just before an instant, by what was reported up to then. */
import { type EquipmentState, textAt } from '../model/index.ts';
import type { IntervalSet } from '../time/index.ts';
import type { Activity, UnitActivity } from './activity.ts';
import { lowerBound } from './reports-in.ts';

export interface StateAt {
  readonly state: EquipmentState | 'silent';
  /** Begin of that state; of silence the end of what was before, undefined where nothing was. */
  readonly sinceAt: number | undefined;
}

/** Down goes before running, running before setup, and waiting comes last, as in the figures. */
export function stateAt(unit: UnitActivity, at: number): StateAt {
  const { run, setup, down, blocked, starved, wait, told } = unit;
  for (const [state, { set }] of [
    ['down', down],
    ['running', run],
    ['setup', setup],
    ['blocked', blocked],
    ['starved', starved],
    ['idle', wait],
  ] as const) {
    const from = beginOf(set, at);
    if (from !== undefined) return { state, sinceAt: from };
  }
  const last = placeBefore(told.set, at);
  return { state: 'silent', sinceAt: last < 0 ? undefined : (told.set[last * 2 + 1] as number) };
}

/** The begin of the interval that holds the last millisecond before an instant. */
function beginOf(set: IntervalSet, at: number): number | undefined {
  const last = placeBefore(set, at);
  return last >= 0 && (set[last * 2 + 1] as number) >= at ? set[last * 2] : undefined;
}

/** Place of the last interval that begins before an instant; -1 where there is none. */
function placeBefore(set: IntervalSet, at: number): number {
  let [low, high] = [0, set.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set[middle * 2] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Row of the report that ends last by an instant; of several that reach it, the one that began last. */
export function lastRowBefore({ reports }: UnitActivity, at: number): number | undefined {
  let best = -1;
  let bestEndAt = Number.NEGATIVE_INFINITY;
  for (let i = lowerBound(reports.startAt, at) - 1; i >= 0; i--) {
    if (Math.min(reports.maxEndAt[i] as number, at) <= bestEndAt) break;
    const endAt = Math.min(reports.endAt[i] as number, at);
    if (endAt > bestEndAt) {
      best = i;
      bestEndAt = endAt;
    }
  }
  return best < 0 ? undefined : reports.row[best];
}

/** A fact that puts a unit into a state. */
export interface StateFact {
  /** Code of the reason tree; empty where it gives none. */
  readonly reason: string;
  /** Source id of the plant file. */
  readonly source: string;
}

/** Of the facts in progress that say the unit is in this state, the one that began last; stops go before reports. */
export function findStateFact(
  { equipmentState, production }: Activity,
  unit: UnitActivity,
  wanted: EquipmentState,
  at: number,
): StateFact | undefined {
  for (const [table, rows] of [
    [equipmentState, unit.stateRows],
    [production, unit.reports.row],
  ] as const) {
    const { state, startAt, endAt, reason, source } = table.columns;
    const code = state.dictionary.indexOf(wanted);
    if (code < 0) continue;
    for (let i = rows.length - 1; i >= 0; i--) {
      const row = rows[i] as number;
      const isOpen = (startAt[row] as number) < at && (endAt[row] as number) >= at;
      if (state.codes[row] === code && isOpen) return { reason: textAt(reason, row), source: textAt(source, row) };
    }
  }
  return undefined;
}

/** What the facts of a unit tell in a window: its time by state, and its pieces. */
import type { EquipmentState } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import type { Activity, UnitActivity } from '../../activity.ts';
import { reportRange } from '../../reports-in.ts';
import { splitCount } from '../../split-count.ts';
import type { FactList } from './fact-list.ts';
import type { Claim } from './time-parts.ts';

/** Facts of a state that touch a window and last. */
export function listClaims(
  { production, equipmentState }: Activity,
  { reports, stateRows }: UnitActivity,
  state: EquipmentState,
  window: Interval,
  { placeOf }: FactList,
): Claim[] {
  const claims: Claim[] = [];
  for (const [table, rows] of [
    [production, reports.row],
    [equipmentState, stateRows],
  ] as const) {
    const { columns } = table;
    const code = columns.state.dictionary.indexOf(state);
    for (const row of rows) {
      if (columns.state.codes[row] !== code) continue;
      const fromAt = Math.round(columns.startAt[row] as number);
      const toAt = Math.round(columns.endAt[row] as number);
      if (fromAt < window.toAt && toAt > Math.max(fromAt, window.fromAt))
        claims.push({ fact: placeOf(table, row), fromAt, toAt });
    }
  }
  return claims;
}

/** What a report made in a window. */
export interface MadePieces {
  /** Row in the table of production. */
  readonly row: number;
  /** Of the report, whole. */
  readonly startAt: number;
  readonly endAt: number;
  readonly isRunning: boolean;
  readonly isRework: boolean;
  /** Index into `Activity.groups`. */
  readonly group: number;
  readonly good: number;
  readonly scrap: number;
  readonly hold: number;
  readonly made: number;
}

/** Reports with pieces in the window, in the order in which they are counted. */
export function listMade({ reports }: UnitActivity, { fromAt, toAt }: Interval): MadePieces[] {
  const { first, last } = reportRange(reports, fromAt, toAt);
  const all: MadePieces[] = [];
  for (let i = first; i < last; i++) {
    const [startAt, endAt] = [reports.startAt[i] as number, reports.endAt[i] as number];
    const within = (counts: Float64Array): number => splitCount(counts[i] as number, startAt, endAt, fromAt, toAt);
    const [good, scrap, hold] = [within(reports.completed), within(reports.scrap), within(reports.hold)];
    const made = good + scrap + hold;
    if (made === 0) continue;
    all.push({
      row: reports.row[i] as number,
      startAt,
      endAt,
      isRunning: reports.isRunning[i] === 1,
      isRework: reports.isRework[i] === 1,
      group: reports.group[i] as number,
      good,
      scrap,
      hold,
      made,
    });
  }
  return all;
}

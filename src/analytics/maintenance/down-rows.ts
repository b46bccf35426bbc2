/** Reported stops by unit, but for minor ones. */
import { textAt } from '../../model/index.ts';
import type { Activity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { plannedReasonsOf } from '../planned-reasons.ts';

export interface DownRow {
  readonly startAt: number;
  readonly endAt: number;
  readonly reason: string;
  readonly isPlanned: boolean;
}

/** Of each work unit: every stop that began before an instant and is no minor stop, by start, then end, then reason. */
export function downRowsByUnit({ plant, units, production, equipmentState }: Activity, before: number): DownRow[][] {
  const isPlannedReason = plannedReasonsOf(plant);
  return units.map(({ reports, stateRows, minorStops }) => {
    const found: DownRow[] = [];
    for (const [table, rows] of [
      [equipmentState, stateRows],
      [production, reports.row],
    ] as const) {
      const { state, startAt, endAt, reason } = table.columns;
      const down = state.dictionary.indexOf('down');
      if (down < 0) continue;
      for (const row of rows) {
        if (state.codes[row] !== down) continue;
        const start = Math.round(startAt[row] as number);
        if (start >= before) continue;
        const end = Math.round(endAt[row] as number);
        const code = textAt(reason, row);
        const isPlanned = isPlannedReason(code);
        if (isPlanned || !minorStops.has(start, end))
          found.push({ startAt: start, endAt: end, reason: code, isPlanned });
      }
    }
    return found.sort((a, b) => a.startAt - b.startAt || a.endAt - b.endAt || compareText(a.reason, b.reason));
  });
}

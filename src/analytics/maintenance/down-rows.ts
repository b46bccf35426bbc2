/** Reported stops by unit, in columns. */
import { textAt } from '../../model/index.ts';
import type { Activity } from '../activity.ts';
import { compareText } from '../compare-text.ts';

export interface DownRow {
  readonly startAt: number;
  readonly endAt: number;
  readonly reason: string;
  readonly isPlanned: boolean;
}

/** Of each work unit: every stop that began before an instant, by start, then end, then reason. */
export function downRowsByUnit({ plant, units, production, equipmentState }: Activity, before: number): DownRow[][] {
  const planned = new Set(plant.reasons.filter((reason) => reason.planned).map(({ code }) => code));
  return units.map(({ reports, stateRows }) => {
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
        const code = textAt(reason, row);
        found.push({
          startAt: start,
          endAt: Math.round(endAt[row] as number),
          reason: code,
          isPlanned: planned.has(code),
        });
      }
    }
    return found.sort((a, b) => a.startAt - b.startAt || a.endAt - b.endAt || compareText(a.reason, b.reason));
  });
}

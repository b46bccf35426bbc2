/** Rows of a finer level into those of a coarser one. */
import type { Interval } from '../../../time/index.ts';
import { createGapSpans } from '../gap-spans.ts';
import { rowParts } from './parts.ts';
import { visitTagRuns } from './reading-chunk.ts';
import type { RollupOptions } from './rollup-fold.ts';
import { clearRollupState, createRollupState } from './rollup-state.ts';
import { RowReader } from './row-reader.ts';
import type { RollupTable } from './table.ts';
import { RollupTableBuilder } from './table-builder.ts';
import { TagRollup } from './tag-rollup.ts';

/**
 * Rows of a finer level into those of a coarser one: each window's row is what a fold over its readings says. Windows may
 * overlap.
 *
 * @param rows sorted by tag, then time, none overlapping another
 * @param windows sorted by begin
 * @throws RangeError where a row lies across the begin or end of a window, and for sketches of rows that have none
 * @example mergeRollups(minutes, calendar.listShifts(week), { ruleOf, gaps })
 */
export function mergeRollups(rows: RollupTable, windows: readonly Interval[], options: RollupOptions): RollupTable {
  const { ruleOf, withSketches = false } = options;
  const gaps = createGapSpans(options.gaps);
  const parts = rowParts(withSketches);
  const merged = new RollupTableBuilder(withSketches);
  const reader = new RowReader(rows);
  const [state, later] = [createRollupState(), createRollupState()];
  visitTagRuns(rows.tag, rows.length, (tag, from, to) => {
    const rule = ruleOf(tag);
    const rollup = new TagRollup(tag, rule, { parts, gaps });
    let first = from;
    for (const { fromAt, toAt } of windows) {
      while (first < to && (rows.fromAt[first] as number) < fromAt) requireEnd(rows, first++, fromAt);
      for (let i = first; i < to && (rows.fromAt[i] as number) < toAt; i++) {
        requireEnd(rows, i, toAt);
        reader.read(tag, i, rollup.parts, later);
        rollup.join(state, later.firstReadingAt);
        rollup.append(state, later);
      }
      if (Number.isNaN(state.firstReadingAt)) continue;
      merged.push(tag, fromAt, toAt, state, rule);
      clearRollupState(state);
    }
  });
  return merged.build();
}

function requireEnd({ fromAt, toAt }: RollupTable, row: number, borderAt: number): void {
  if (!((toAt[row] as number) <= borderAt))
    throw new RangeError(
      `The row from ${fromAt[row]} to ${toAt[row]} lies across ${borderAt}. Cut windows at borders of rows, or take finer ones.`,
    );
}

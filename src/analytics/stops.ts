/** Reported stops. */
import { type FactTable, textAt } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { Activity } from './activity.ts';
import { compareText } from './compare-text.ts';
import type { StopRow } from './daily-analysis.ts';
import { operatorsAt, rowsTouching } from './day-facts.ts';

/** Every report of a unit down that touches the window, whole as reported, sorted by start. */
export function listStops({ production, equipmentState }: Activity, window: Interval): StopRow[] {
  return [...stopsIn(equipmentState, window), ...stopsIn(production, window)].sort(
    (a, b) =>
      a.startAt - b.startAt ||
      a.endAt - b.endAt ||
      compareText(a.equipment, b.equipment) ||
      compareText(a.source.file, b.source.file) ||
      a.source.line - b.source.line,
  );
}

function stopsIn(table: FactTable<'production'> | FactTable<'equipmentState'>, window: Interval): StopRow[] {
  const { columns } = table;
  return rowsTouching(table, window)
    .filter((row) => textAt(columns.state, row) === 'down')
    .map((row) => ({
      equipment: textAt(columns.equipment, row),
      startAt: Math.round(columns.startAt[row] as number),
      endAt: Math.round(columns.endAt[row] as number),
      reason: textAt(columns.reason, row),
      workOrder: textAt(columns.workOrder, row),
      operation: textAt(columns.operation, row),
      product: textAt(columns.product, row),
      operators: operatorsAt(table, row),
      source: { file: textAt(columns.file, row), line: lineOf(columns.line[row] as number) },
    }));
}

/** 0 where the source has no lines. */
function lineOf(line: number): number {
  return Number.isNaN(line) ? 0 : line;
}

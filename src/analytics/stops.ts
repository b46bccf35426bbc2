/** Reported stops, but for minor ones. */
import { type FactTable, textAt } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { Activity, UnitActivity } from './activity.ts';
import { compareText } from './compare-text.ts';
import type { RanBefore, StopRow } from './daily-analysis.ts';
import { lineAt, operatorsAt, rowsTouching } from './day-facts.ts';
import { plannedReasonsOf } from './planned-reasons.ts';
import { lowerBound } from './reports-in.ts';

/** Every report of a unit down that touches the window and is no minor stop, whole as reported, sorted by start. */
export function listStops(activity: Activity, window: Interval): StopRow[] {
  const { plant, units, production, equipmentState } = activity;
  const isPlannedReason = plannedReasonsOf(plant);
  const unitOf = new Map(units.map((unit) => [unit.equipment.id as string, unit]));
  const stopsIn = (table: FactTable<'production'> | FactTable<'equipmentState'>): StopRow[] => {
    const { columns } = table;
    return rowsTouching(table, window)
      .filter((row) => textAt(columns.state, row) === 'down')
      .flatMap((row) => {
        const equipment = textAt(columns.equipment, row);
        const startAt = Math.round(columns.startAt[row] as number);
        const endAt = Math.round(columns.endAt[row] as number);
        const reason = textAt(columns.reason, row);
        const isPlanned = isPlannedReason(reason);
        if (!isPlanned && unitOf.get(equipment)?.minorStops.has(startAt, endAt) === true) return [];
        return [
          {
            equipment,
            startAt,
            endAt,
            reason,
            workOrder: textAt(columns.workOrder, row),
            operation: textAt(columns.operation, row),
            product: textAt(columns.product, row),
            operators: operatorsAt(table, row),
            source: { file: textAt(columns.file, row), line: lineAt(columns.line, row) },
            isPlanned,
            isOpen: endAt >= window.toAt,
            before: ranBefore(activity, unitOf.get(equipment), startAt),
          },
        ];
      });
  };
  return [...stopsIn(equipmentState), ...stopsIn(production)].sort(
    (a, b) =>
      a.startAt - b.startAt ||
      a.endAt - b.endAt ||
      compareText(a.equipment, b.equipment) ||
      compareText(a.source.file, b.source.file) ||
      a.source.line - b.source.line,
  );
}

/** The last report of production or setup that began before an instant; where two began together, the longer. */
function ranBefore({ production }: Activity, unit: UnitActivity | undefined, at: number): RanBefore | undefined {
  if (unit === undefined) return undefined;
  const { columns } = production;
  for (let i = lowerBound(unit.reports.startAt, at) - 1; i >= 0; i--) {
    const row = unit.reports.row[i] as number;
    const state = textAt(columns.state, row);
    if (state !== 'running' && state !== 'setup') continue;
    return {
      state,
      workOrder: textAt(columns.workOrder, row),
      operation: textAt(columns.operation, row),
      product: textAt(columns.product, row),
      startAt: unit.reports.startAt[i] as number,
      endAt: Math.min(unit.reports.endAt[i] as number, at),
    };
  }
  return undefined;
}

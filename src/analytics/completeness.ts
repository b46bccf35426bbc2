/** How far the facts of a window can be trusted. */
import { type FactTable, type Plant, signalSourceId, textAt } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { Completeness } from './daily-analysis.ts';
import { rowsTouching } from './day-facts.ts';
import type { PlantFigures } from './figures.ts';
import { listGaps } from './gaps.ts';

/** Facts of one kind with how many contents each had; without `versions` none was corrected. */
export type VersionedFacts<K extends 'production' | 'equipmentState'> = FactTable<K> & {
  readonly versions?: Uint32Array;
};

/**
 * Counts are of distinct facts that touch the window, never of messages or deliveries. What was worked out from readings
 * was never received, so it is not counted.
 */
export function completenessOf(
  plant: Plant,
  tables: readonly (VersionedFacts<'production'> | VersionedFacts<'equipmentState'>)[],
  refusals: FactTable<'refusal'>,
  gaps: FactTable<'gap'>,
  window: Interval,
  figures: PlantFigures,
): Completeness {
  const adjusted = new Map<string, number>();
  const unmapped = createUnmappedCounter(plant);
  let accepted = 0;
  let corrected = 0;
  for (const table of tables)
    for (const row of rowsTouching(table, window)) {
      if (textAt(table.columns.source, row) === signalSourceId) continue;
      accepted++;
      if ((table.versions?.[row] ?? 1) > 1) corrected++;
      for (const code of adjustmentCodes(textAt(table.columns.adjustment, row)))
        adjusted.set(code, (adjusted.get(code) ?? 0) + 1);
      unmapped.add('equipment', textAt(table.columns.equipment, row));
      unmapped.add('reason', textAt(table.columns.reason, row));
      if ('defect' in table.columns) unmapped.add('defect', textAt(table.columns.defect, row));
    }
  return {
    reportedRatio: figures.ratios.reportedRatio,
    silentPlannedMs: figures.times.silentPlannedMs,
    accepted,
    refused: rowsTouching(refusals, window).filter((row) => textAt(refusals.columns.status, row) !== 'replayed').length,
    corrected,
    adjusted: Object.fromEntries([...adjusted].sort(([a], [b]) => (a < b ? -1 : 1))),
    unmapped: unmapped.list(),
    gaps: listGaps(gaps, window),
  };
}

/** Of `endAt=2012-03-30T02:15 local-time-skipped; …`: each code once a fact. */
function adjustmentCodes(adjustment: string): ReadonlySet<string> {
  const parts = adjustment.split('; ').filter((part) => part !== '');
  return new Set(parts.map((part) => part.slice(part.lastIndexOf(' ') + 1)));
}

function createUnmappedCounter({ reasons, defects, equipment }: Plant) {
  const known: Readonly<Record<string, ReadonlySet<string>>> = {
    equipment: new Set(equipment.workUnits.map(({ id }) => id)),
    reason: new Set(reasons.map(({ code }) => code)),
    defect: new Set(defects.map(({ code }) => code)),
  };
  const counts = new Map<string, { field: string; code: string; count: number }>();
  return {
    add(field: string, code: string): void {
      if (code === '' || known[field]?.has(code)) return;
      const key = `${field}\n${code}`;
      const entry = counts.get(key) ?? { field, code, count: 0 };
      entry.count++;
      counts.set(key, entry);
    },
    list: () =>
      [...counts.values()].sort((a, b) => b.count - a.count || (a.field + a.code < b.field + b.code ? -1 : 1)),
  };
}

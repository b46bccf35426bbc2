/** When nobody could have heard of a unit: the gaps of what tells of it. */
import { type FactTable, signalSourceId, textAt } from '../../model/index.ts';
import { emptySet, type IntervalSet, union } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';

/**
 * Gaps by unit: of its state tags, and of whole sources that its facts are from. Which source a tag is read from is not known,
 * so a unit of tags is unheard in the gaps of any; what it told meanwhile counts as told all the same. A gap that was
 * recovered is none.
 *
 * @example unitElements({ activity, windows, unheard: unheardOf(activity, gaps) })
 */
export function unheardOf(activity: Activity, gaps: FactTable<'gap'>): (equipment: string) => IntervalSet {
  const units = new Map(activity.units.map((unit) => [unit.equipment.id as string, unit]));
  const known = new Map<string, IntervalSet>();
  return (equipment) => {
    const unit = units.get(equipment);
    if (unit === undefined || gaps.length === 0) return emptySet;
    const set = known.get(equipment) ?? gapsOf(activity, unit, gaps);
    known.set(equipment, set);
    return set;
  };
}

/** Rows of gaps that silence a unit. */
export function listGapRows(activity: Activity, unit: UnitActivity, { columns, length }: FactTable<'gap'>): number[] {
  const tags = new Set(unit.equipment.signals?.states.map(({ tag }) => tag));
  const sources = sourcesOf(activity, unit);
  return Array.from({ length }, (_, row) => row).filter((row) => {
    if (textAt(columns.status, row) === 'recovered') return false;
    const tag = textAt(columns.tag, row);
    return tag === '' ? tags.size > 0 || sources.has(textAt(columns.source, row)) : tags.has(tag);
  });
}

function gapsOf(activity: Activity, unit: UnitActivity, gaps: FactTable<'gap'>): IntervalSet {
  const rows = listGapRows(activity, unit, gaps);
  return union(
    rows.map((row) => Math.round(gaps.columns.startAt[row] as number)),
    rows.map((row) => Math.round(gaps.columns.endAt[row] as number)),
  );
}

function sourcesOf({ production, equipmentState }: Activity, { reports, stateRows }: UnitActivity): Set<string> {
  const sources = new Set<string>();
  for (const row of reports.row) sources.add(textAt(production.columns.source, row));
  for (const row of stateRows) sources.add(textAt(equipmentState.columns.source, row));
  sources.delete(signalSourceId);
  return sources;
}

/** Gaps in which units could not be heard. */
import { type Activity, listGapRows } from '../../analytics/index.ts';
import { type FactTable, gapOpenEndAt, textAt } from '../../model/index.ts';
import { type Interval, touches } from '../../time/index.ts';

export interface UnitGap {
  readonly source: string;
  /** Tag id; undefined where the whole source was silent. */
  readonly tag: string | undefined;
  /** One of `gapCauses`. */
  readonly cause: string;
  readonly fromAt: number;
  /** Undefined while it lasts. */
  readonly toAt: number | undefined;
  /** Work units that it silenced, by id. */
  readonly equipment: readonly string[];
}

/** Those that touch the window, by their start. */
export function listGapsOf(
  activity: Activity,
  gaps: FactTable<'gap'>,
  window: Interval,
  units: readonly string[],
): readonly UnitGap[] {
  const { columns } = gaps;
  const equipmentOf = new Map<number, string[]>();
  for (const unit of activity.units)
    if (units.includes(unit.equipment.id))
      for (const row of listGapRows(activity, unit, gaps)) {
        const span = { fromAt: columns.startAt[row] as number, toAt: columns.endAt[row] as number };
        if (touches(span, window)) equipmentOf.set(row, [...(equipmentOf.get(row) ?? []), unit.equipment.id]);
      }
  return [...equipmentOf]
    .map(([row, equipment]): UnitGap => {
      const toAt = columns.endAt[row] as number;
      return {
        source: textAt(columns.source, row),
        tag: textAt(columns.tag, row) || undefined,
        cause: textAt(columns.cause, row),
        fromAt: columns.startAt[row] as number,
        toAt: toAt === gapOpenEndAt ? undefined : toAt,
        equipment,
      };
    })
    .sort((a, b) => a.fromAt - b.fromAt);
}

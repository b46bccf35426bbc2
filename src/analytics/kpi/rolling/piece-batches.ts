/** Reports of a unit apart by what they made: those of one order, product and operation are one batch. */
import { emptySet } from '../../../time/index.ts';
import type { UnitActivity } from '../../activity.ts';
import { gather } from '../../gather.ts';
import { createMeasure } from '../../measure.ts';
import type { ReportColumns } from '../../unit-activity.ts';

export interface PieceBatch {
  readonly workOrder: string;
  readonly group: number;
  /** The unit as if it had these reports alone; its times are those of the whole unit. */
  readonly unit: UnitActivity;
}

const nothing = createMeasure(emptySet);

/** @param orderAt the order of a report; `''`: none */
export function listBatches(unit: UnitActivity, orderAt: (report: number) => string): PieceBatch[] {
  const { reports } = unit;
  const placesOf = new Map<string, { workOrder: string; group: number; places: number[] }>();
  for (let i = 0; i < reports.length; i++) {
    const [workOrder, group] = [orderAt(i), reports.group[i] as number];
    const key = `${group} ${workOrder}`;
    const known = placesOf.get(key) ?? { workOrder, group, places: [] };
    known.places.push(i);
    placesOf.set(key, known);
  }
  return Array.from(placesOf.values(), ({ workOrder, group, places }) => ({
    workOrder,
    group,
    // Run time that states alone tell is of no report.
    unit: {
      ...unit,
      reports: reportsAt(reports, Uint32Array.from(places)),
      runByStates: nothing,
      netRunByStates: nothing,
    },
  }));
}

function reportsAt(reports: ReportColumns, places: Uint32Array): ReportColumns {
  const flags = (column: Uint8Array): Uint8Array => Uint8Array.from(places, (place) => column[place] as number);
  const endAt = gather(reports.endAt, places);
  const maxEndAt = endAt.slice();
  for (let i = 1; i < maxEndAt.length; i++) maxEndAt[i] = Math.max(maxEndAt[i] as number, maxEndAt[i - 1] as number);
  return {
    length: places.length,
    row: gather(reports.row, places),
    startAt: gather(reports.startAt, places),
    endAt,
    maxEndAt,
    isRunning: flags(reports.isRunning),
    completed: gather(reports.completed, places),
    scrap: gather(reports.scrap, places),
    hold: gather(reports.hold, places),
    isRework: flags(reports.isRework),
    isCounted: flags(reports.isCounted),
    group: gather(reports.group, places),
  };
}

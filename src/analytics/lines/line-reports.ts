/** Reports of a line's units that started before an instant, in columns: what WIP and lead times are counted from. */
import type { Activity } from '../activity.ts';
import { lowerBound } from '../reports-in.ts';
import type { PlacedUnit } from './line.ts';

export interface LineReports {
  readonly length: number;
  /** Place of the station in the line. */
  readonly station: Uint16Array;
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** Pieces; none of rework, which were counted when they were made. */
  readonly completed: Float64Array;
  readonly scrap: Float64Array;
  /** Completed, scrapped and held: what was taken from the station before. */
  readonly taken: Float64Array;
  /** Code of the order, in the production table's dictionary or another; 0: none. */
  readonly order: Uint32Array;
  /** Ordered quantity; `NaN` where the report gives none. */
  readonly ordered: Float64Array;
  /** Codes of orders, with that of none. */
  readonly orderCount: number;
  readonly stationCount: number;
}

export function lineReports(
  { production }: Activity,
  units: readonly PlacedUnit[],
  stationCount: number,
  toAt: number,
): LineReports {
  const { workOrder, orderCount } = production.columns;
  const counts = units.map(({ activity }) => lowerBound(activity.reports.startAt, toAt));
  const out = allocate(
    counts.reduce((sum, count) => sum + count, 0),
    workOrder.dictionary.length,
    stationCount,
  );
  let place = 0;
  units.forEach(({ station, activity: { reports } }, u) => {
    for (let i = 0; i < (counts[u] as number); i++, place++) {
      const row = reports.row[i] as number;
      out.station[place] = station;
      out.startAt[place] = reports.startAt[i] as number;
      out.endAt[place] = reports.endAt[i] as number;
      out.order[place] = workOrder.codes[row] as number;
      out.ordered[place] = orderCount[row] as number;
      if (reports.isRework[i] === 1) continue;
      const [completed, scrap] = [reports.completed[i] as number, reports.scrap[i] as number];
      out.completed[place] = completed;
      out.scrap[place] = scrap;
      out.taken[place] = completed + scrap + (reports.hold[i] as number);
    }
  });
  return out;
}

/** Those of some orders, and all that name none. Orders get codes of their own, from 1, so that few take little room. */
export function reportsOf(reports: LineReports, isWanted: (order: number) => boolean): LineReports {
  const codeOf = new Uint32Array(reports.orderCount);
  let [length, last] = [0, 0];
  for (const order of reports.order) {
    if (order !== 0 && codeOf[order] === 0) {
      if (!isWanted(order)) continue;
      codeOf[order] = ++last;
    }
    length++;
  }
  const out = allocate(length, last + 1, reports.stationCount);
  let place = 0;
  for (let i = 0; i < reports.length; i++) {
    const order = reports.order[i] as number;
    if (order !== 0 && codeOf[order] === 0) continue;
    for (const column of columns) out[column][place] = reports[column][i] as number;
    out.order[place] = codeOf[order] as number;
    place++;
  }
  return out;
}

const columns = ['station', 'startAt', 'endAt', 'completed', 'scrap', 'taken', 'ordered'] as const;

function allocate(length: number, orderCount: number, stationCount: number): LineReports {
  const numbers = (): Float64Array => new Float64Array(length);
  return {
    length,
    station: new Uint16Array(length),
    startAt: numbers(),
    endAt: numbers(),
    completed: numbers(),
    scrap: numbers(),
    taken: numbers(),
    order: new Uint32Array(length),
    ordered: numbers(),
    orderCount,
    stationCount,
  };
}

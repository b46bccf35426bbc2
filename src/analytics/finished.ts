/** Pieces that left as finished, by the plant's final operations in their order of authority. */
import type { Activity } from './activity.ts';
import type { Finished } from './figures.ts';
import { reportRange } from './reports-in.ts';
import { splitCount } from './split-count.ts';

/** What a report finished in a window. */
export interface FinishedPieces {
  /** Place among the units of the activity, and of the report in the columns of that unit. */
  readonly unit: number;
  readonly report: number;
  readonly count: number;
  /** False at a later final operation, of an order that was not seen at an earlier one: it may have passed it all the same. */
  readonly isSure: boolean;
}

export interface FinishedCounter {
  /** Unit by unit, in the order of its reports. */
  listIn(fromAt: number, toAt: number): readonly FinishedPieces[];
  /** `low` is what the first final operation completed; `high` adds what later ones did for orders not seen there yet. */
  countIn(fromAt: number, toAt: number): Finished;
}

/**
 * An order counts at the first of the final operations that reports of it, started before the window's end, name: a
 * report from after the window changes nothing. Rework rows are not counted again. Reports that name no order cannot be
 * told to have passed an earlier operation, so they count high at a later one.
 */
export function createFinishedCounter({ plant, production, units }: Activity): FinishedCounter {
  const { operation, workOrder, startAt } = production.columns;
  const rankOf = operation.dictionary.map((name) => plant.finalOperations.indexOf(name));
  // First start of an order at each final operation.
  const firstAt = plant.finalOperations.map(() =>
    new Float64Array(workOrder.dictionary.length).fill(Number.POSITIVE_INFINITY),
  );
  for (let i = 0; i < production.length; i++) {
    const firsts = firstAt[rankOf[operation.codes[i] as number] as number];
    const order = workOrder.codes[i] as number;
    if (firsts !== undefined && order !== 0)
      firsts[order] = Math.min(firsts[order] as number, Math.round(startAt[i] as number));
  }
  const isEarlier = (order: number, rank: number, toAt: number): boolean => {
    for (let k = 0; k < rank; k++) if (((firstAt[k] as Float64Array)[order] as number) < toAt) return true;
    return false;
  };
  const listIn = (fromAt: number, toAt: number): readonly FinishedPieces[] => {
    const found: FinishedPieces[] = [];
    for (const [unit, { reports }] of units.entries()) {
      const { first, last } = reportRange(reports, fromAt, toAt);
      for (let i = first; i < last; i++) {
        const row = reports.row[i] as number;
        const rank = rankOf[operation.codes[row] as number] as number;
        if (rank < 0 || reports.isRework[i] === 1) continue;
        const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
        const count = splitCount(reports.completed[i] as number, s, e, fromAt, toAt);
        if (count === 0 || isEarlier(workOrder.codes[row] as number, rank, toAt)) continue;
        found.push({ unit, report: i, count, isSure: rank === 0 });
      }
    }
    return found;
  };
  return {
    listIn,
    countIn(fromAt, toAt) {
      let low = 0;
      let high = 0;
      for (const { count, isSure } of listIn(fromAt, toAt)) {
        if (isSure) low += count;
        high += count;
      }
      return { value: low, low, high };
    },
  };
}

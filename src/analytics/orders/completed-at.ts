/** Pieces of an order completed at an operation, on any work unit. */
import type { Activity } from '../activity.ts';
import { splitCount } from '../split-count.ts';

/** Codes of the production table's dictionaries, and up to when. */
export interface CompletedAsk {
  readonly workOrder: number;
  readonly operation: number;
  readonly at: number;
}

/** Answers all that is asked in one walk over the reports; those that name no order or operation count as one. */
export function completedAt({ units, production }: Activity, asks: readonly CompletedAsk[]): Float64Array {
  const { workOrder, operation } = production.columns;
  const sums = new Float64Array(asks.length);
  // Asks of one order are a chain: its first in `firstOf`, the next of each in `nextOf`; -1 ends it.
  const firstOf = new Int32Array(workOrder.dictionary.length).fill(-1);
  const nextOf = new Int32Array(asks.length);
  const operationOf = Uint32Array.from(asks, (ask) => ask.operation);
  const at = Float64Array.from(asks, (ask) => ask.at);
  asks.forEach((ask, i) => {
    nextOf[i] = firstOf[ask.workOrder] as number;
    firstOf[ask.workOrder] = i;
  });
  for (const { reports } of units)
    for (let i = 0; i < reports.length; i++) {
      const count = reports.completed[i] as number;
      if (count === 0) continue;
      const row = reports.row[i] as number;
      let k = firstOf[workOrder.codes[row] as number] as number;
      if (k < 0) continue;
      const code = operation.codes[row] as number;
      for (; k >= 0; k = nextOf[k] as number) {
        if (operationOf[k] !== code) continue;
        const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
        sums[k] = (sums[k] as number) + splitCount(count, s, e, Number.NEGATIVE_INFINITY, at[k] as number);
      }
    }
  return sums;
}

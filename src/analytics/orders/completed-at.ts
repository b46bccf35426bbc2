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
export function completedAt({ units, production }: Activity, asks: readonly CompletedAsk[]): number[] {
  const sums = asks.map(() => 0);
  const asked = new Map<number, number[]>();
  asks.forEach(({ workOrder }, i) => {
    asked.set(workOrder, [...(asked.get(workOrder) ?? []), i]);
  });
  const isAsked = new Uint8Array(production.columns.workOrder.dictionary.length);
  for (const order of asked.keys()) isAsked[order] = 1;
  const { workOrder, operation } = production.columns;
  for (const { reports } of units)
    for (let i = 0; i < reports.length; i++) {
      const row = reports.row[i] as number;
      const order = workOrder.codes[row] as number;
      if (isAsked[order] === 0 || reports.completed[i] === 0) continue;
      for (const k of asked.get(order) as number[]) {
        const ask = asks[k] as CompletedAsk;
        if (ask.operation !== operation.codes[row]) continue;
        const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
        sums[k] =
          (sums[k] as number) + splitCount(reports.completed[i] as number, s, e, Number.NEGATIVE_INFINITY, ask.at);
      }
    }
  return sums;
}

/** Finished pieces as an element: of the plant alone, as units complete operations and not products. */
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { createFinishedCounter } from '../finished.ts';
import type { ElementTable } from './element-table.ts';

/** A window, and the row of a table that it is in. */
export interface RowWindow extends Interval {
  readonly row: number;
}

/**
 * A table whose rows are of the whole plant, with its finished pieces: those of the first final operation, and as what nobody told
 * those of later ones, of orders that were not seen at an earlier one.
 */
export function withFinished(table: ElementTable, activity: Activity, windows: readonly RowWindow[]): ElementTable {
  const counter = createFinishedCounter(activity);
  const [value, more] = [new Float64Array(table.length), new Float64Array(table.length)];
  for (const { fromAt, toAt, row } of windows) {
    const { low, high } = counter.countIn(fromAt, toAt);
    value[row] = (value[row] as number) + low;
    more[row] = (more[row] as number) + high - low;
  }
  return {
    length: table.length,
    columns: { ...table.columns, FINISHED: value },
    freedoms: [
      ...table.freedoms,
      { name: 'orders not seen at the first final operation', ways: [{}, { FINISHED: more }] },
    ],
  };
}

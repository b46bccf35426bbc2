/** What is known of the elements, in columns: a row is a unit, a group or the plant in a window. */
import type { ElementId } from './elements.ts';

/** A column by element; an absent one is known of no row. `NaN`: not of that row. */
export type ElementColumns = Readonly<Partial<Record<ElementId, Float64Array>>>;

/**
 * Something that nobody told, as the ways in which it may have been: what each would add to elements. That it was as the
 * columns have it is a way too, `{}` or another's sum. A mixture of ways is between them: a KPI made of sums and their
 * quotients has its extremes where one way took all, so these are all that bounds need.
 */
export interface Freedom {
  /** Such as `time in gaps`. */
  readonly name: string;
  readonly ways: readonly ElementColumns[];
}

export interface ElementTable {
  readonly length: number;
  readonly columns: ElementColumns;
  /** Each independent of the others. */
  readonly freedoms: readonly Freedom[];
}

/**
 * Rows put together: ratios of groups are ratios of sums. What of several units was not told may have been otherwise in
 * each, so what it adds is summed way by way; that is all there is to know where every unit's bounds lie in the same way.
 *
 * @param groupOf the group of each row; −1: in none
 */
export function sumRows(table: ElementTable, groupOf: Int32Array, groupCount: number): ElementTable {
  const summed = (column: Float64Array): Float64Array => {
    const sums = new Float64Array(groupCount);
    for (let row = 0; row < table.length; row++) {
      const group = groupOf[row] as number;
      if (group >= 0) sums[group] = (sums[group] as number) + (column[row] as number);
    }
    return sums;
  };
  const sumColumns = (columns: ElementColumns): ElementColumns =>
    Object.fromEntries(Object.entries(columns).map(([element, column]) => [element, summed(column)]));
  return {
    length: groupCount,
    columns: sumColumns(table.columns),
    freedoms: table.freedoms.map(({ name, ways }) => ({ name, ways: ways.map(sumColumns) })),
  };
}

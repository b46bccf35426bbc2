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

/** What is summed over those rows that have it, where any has some: the rest made nothing that could be compared. */
const comparedIds: ReadonlySet<string> = new Set(['PRPQ', 'PRGQ', 'RAPT'] satisfies readonly ElementId[]);

/**
 * Rows put together: ratios of groups are ratios of sums. What one row does not tell its group does not tell, but for ideal time
 * and the running time it is compared with: they are of those rows whose pieces have an ideal time. What of several units was not
 * told may have been otherwise in each, so what it adds is summed way by way; that is all there is to know where every unit's
 * bounds lie in the same way.
 *
 * @param groupOf the group of each row; −1: in none
 */
export function sumRows(table: ElementTable, groupOf: Int32Array, groupCount: number): ElementTable {
  const { PRPQ } = table.columns;
  // One column may stand in several ways, and is summed once.
  const known = new Map<Float64Array, Float64Array>();
  const summed = (column: Float64Array): Float64Array => {
    const before = known.get(column);
    if (before !== undefined) return before;
    const sums = new Float64Array(groupCount);
    for (let row = 0; row < table.length; row++) {
      const group = groupOf[row] as number;
      if (group >= 0) sums[group] = (sums[group] as number) + (column[row] as number);
    }
    known.set(column, sums);
    return sums;
  };
  const compared = PRPQ === undefined ? undefined : createComparedSum(PRPQ, groupOf, groupCount);
  const sumColumns = (columns: ElementColumns, sumOf: (id: string, column: Float64Array) => Float64Array) =>
    Object.fromEntries(Object.entries(columns).map(([id, column]) => [id, sumOf(id, column)]));
  return {
    length: groupCount,
    columns: sumColumns(table.columns, (id, column) =>
      comparedIds.has(id) && compared !== undefined ? compared(column) : summed(column),
    ),
    freedoms: table.freedoms.map(({ name, ways }) => ({
      name,
      ways: ways.map((way) => sumColumns(way, (_, column) => summed(column))),
    })),
  };
}

/** Sums over the rows that have an ideal time; unknown where some have none, and none has any. */
function createComparedSum(idealMs: Float64Array, groupOf: Int32Array, groupCount: number) {
  const [rated, unrated] = [new Float64Array(groupCount), new Uint8Array(groupCount)];
  for (let row = 0; row < groupOf.length; row++) {
    const group = groupOf[row] as number;
    const ms = idealMs[row] as number;
    if (group < 0) continue;
    if (Number.isNaN(ms)) unrated[group] = 1;
    else rated[group] = (rated[group] as number) + ms;
  }
  return (column: Float64Array): Float64Array => {
    const sums = new Float64Array(groupCount);
    for (let row = 0; row < groupOf.length; row++) {
      const group = groupOf[row] as number;
      if (group >= 0 && !Number.isNaN(idealMs[row])) sums[group] = (sums[group] as number) + (column[row] as number);
    }
    for (let group = 0; group < groupCount; group++)
      if (unrated[group] === 1 && rated[group] === 0) sums[group] = Number.NaN;
    return sums;
  };
}

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
  /** Of a group: what it was summed from. */
  readonly members?: FreedomMembers;
}

/** Rows of which each may have been in a way of its own. */
export interface FreedomMembers {
  /** The group of each; −1: in none. */
  readonly groupOf: Int32Array;
  /** The ways of the freedom, by members. */
  readonly ways: readonly ElementColumns[];
}

export interface ElementTable {
  readonly length: number;
  readonly columns: ElementColumns;
  /** Each independent of the others. */
  readonly freedoms: readonly Freedom[];
}

/**
 * Rows of tables of the same columns and ways, in another order.
 *
 * @param places table and row of each; undefined: a row of which nothing is known
 */
export function pickRows(
  tables: readonly ElementTable[],
  places: readonly ({ readonly table: number; readonly row: number } | undefined)[],
): ElementTable {
  const [first] = tables;
  const pick = (columnOf: (table: ElementTable) => Float64Array | undefined, missing: number): Float64Array =>
    Float64Array.from(places, (place) =>
      place === undefined ? missing : (columnOf(tables[place.table] as ElementTable)?.[place.row] ?? missing),
    );
  const pickAll = (columns: ElementColumns, of: (table: ElementTable) => ElementColumns, missing: number) =>
    Object.fromEntries(
      (Object.keys(columns) as ElementId[]).map((id) => [id, pick((table) => of(table)[id], missing)]),
    );
  return {
    length: places.length,
    columns: pickAll(first?.columns ?? {}, ({ columns }) => columns, Number.NaN),
    freedoms: (first?.freedoms ?? []).map(({ name, ways }, f) => ({
      name,
      ways: ways.map((way, w) => pickAll(way, ({ freedoms }) => freedoms[f]?.ways[w] ?? {}, 0)),
    })),
  };
}

/** What is summed over those rows that have it, where any has some: the rest made nothing that could be compared. */
const comparedIds: ReadonlySet<string> = new Set(['PRPQ', 'PRGQ', 'RAPT'] satisfies readonly ElementId[]);

/**
 * Rows put together: ratios of groups are ratios of sums. What one row does not tell its group does not tell, but for ideal time
 * and the running time it is compared with: they are of those rows whose pieces have an ideal time. What of several units was not
 * told may have been otherwise in each: what it adds is summed way by way, and the members are kept beside it for the bounds of
 * KPIs that lie where they went different ways.
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
    freedoms: table.freedoms.map(({ name, ways, members }) => ({
      name,
      ways: ways.map((way) => sumColumns(way, (_, column) => summed(column))),
      members:
        members === undefined
          ? { groupOf, ways }
          : {
              groupOf: members.groupOf.map((group) => (group < 0 ? -1 : (groupOf[group] as number))),
              ways: members.ways,
            },
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

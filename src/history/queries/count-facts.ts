/** Adds facts up in the groups they belong to, cell by cell. */
import { splitCount } from '../../analytics/index.ts';
import type { EquipmentState } from '../../model/index.ts';
import type { Cell } from './count-cells.ts';
import type { CountGroups } from './count-groups.ts';
import type { FactOfUnit, KeyReader, ReadCodes } from './count-keys.ts';
import { firstReaching } from './first-reaching.ts';
import type { UnitFacts } from './query-context.ts';

/**
 * Pieces are shared by time, in whole pieces, as in reports. `reportCount` and `stopCount`: productions and stops that
 * begin in the group's time; `reportMs` and `stopMs`: their time within it, overlapping ones each for itself (`states` has
 * the time of equipment). A stop is a fact of state `down`, a report any production that is none.
 */
export const countSums = [
  'completedCount',
  'scrapCount',
  'holdCount',
  'reworkCount',
  'reportCount',
  'reportMs',
  'stopCount',
  'stopMs',
] as const;
export type CountSum = (typeof countSums)[number];

const placeOf = Object.fromEntries(countSums.map((name, place) => [name, place])) as Readonly<Record<CountSum, number>>;
const down: EquipmentState = 'down';

export interface Counting {
  /** Ids of the work units that count. */
  readonly wanted: ReadonlySet<string>;
  /** By ascending begin. */
  readonly cells: readonly Cell[];
  readonly readers: readonly KeyReader[];
  readonly groups: CountGroups;
}

export function countFacts({ production, equipmentState }: UnitFacts, counting: Counting): void {
  countReports(production, counting);
  for (const table of [production, equipmentState]) countStops(table, counting);
}

function countReports(production: UnitFacts['production'], counting: Counting): void {
  const { completedCount, scrapCount, holdCount, isRework, state } = production.columns;
  const downCode = state.dictionary.indexOf(down);
  visitCells(production, counting, (sums, row, startAt, endAt, cell) => {
    const completed = piecesIn(completedCount[row] as number, startAt, endAt, cell);
    const scrap = piecesIn(scrapCount[row] as number, startAt, endAt, cell);
    const hold = piecesIn(holdCount[row] as number, startAt, endAt, cell);
    add(sums, 'completedCount', completed);
    add(sums, 'scrapCount', scrap);
    add(sums, 'holdCount', hold);
    if (isRework[row] === 1) add(sums, 'reworkCount', completed + scrap + hold);
    if (state.codes[row] !== downCode) addTime(sums, 'report', startAt, endAt, cell);
  });
}

function countStops(table: FactOfUnit, counting: Counting): void {
  const { state } = table.columns;
  const downCode = state.dictionary.indexOf(down);
  if (downCode < 0) return;
  visitCells(
    table,
    counting,
    (sums, _, startAt, endAt, cell) => addTime(sums, 'stop', startAt, endAt, cell),
    (row) => state.codes[row] === downCode,
  );
}

/** Whole pieces of a report in a cell; a quantity that it does not give adds none. */
function piecesIn(count: number, startAt: number, endAt: number, { fromAt, toAt }: Cell): number {
  return Number.isNaN(count) ? 0 : splitCount(count, startAt, endAt, fromAt, toAt);
}

function addTime(sums: Float64Array, what: 'report' | 'stop', startAt: number, endAt: number, cell: Cell): void {
  add(sums, `${what}Count`, startAt >= cell.fromAt && startAt < cell.toAt ? 1 : 0);
  add(sums, `${what}Ms`, Math.max(0, Math.min(endAt, cell.toAt) - Math.max(startAt, cell.fromAt)));
}

function add(sums: Float64Array, name: CountSum, value: number): void {
  sums[placeOf[name]] = (sums[placeOf[name]] as number) + value;
}

/** Visits the groups of each fact in each cell that it touches. Times are whole ms, as in reports. */
function visitCells(
  table: FactOfUnit,
  { wanted, cells, readers, groups }: Counting,
  visit: (sums: Float64Array, row: number, startAt: number, endAt: number, cell: Cell) => void,
  isCounted: (row: number) => boolean = () => true,
): void {
  const { equipment, startAt: starts, endAt: ends } = table.columns;
  const isWanted = equipment.dictionary.map((id) => wanted.has(id));
  const reads = readers.map((reader) => reader.of(table));
  const firstOf = firstReaching(cells);
  for (let row = 0; row < table.length; row++) {
    if (!isWanted[equipment.codes[row] as number] || !isCounted(row)) continue;
    const [startAt, endAt] = [Math.round(starts[row] as number), Math.round(ends[row] as number)];
    for (let i = firstOf(startAt); i < cells.length; i++) {
      const cell = cells[i] as Cell;
      if (cell.fromAt >= endAt && cell.fromAt > startAt) break;
      const isTouched =
        endAt > startAt ? startAt < cell.toAt && endAt > cell.fromAt : startAt >= cell.fromAt && startAt < cell.toAt;
      if (!isTouched) continue;
      groups.visit(
        (key) => (reads[key] as ReadCodes)(row, cell),
        (sums) => visit(sums, row, startAt, endAt, cell),
      );
    }
  }
}

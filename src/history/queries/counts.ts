/** Sums of pieces, stops and durations, grouped by anything a plant and its facts name. */
import { splitCount } from '../../analytics/index.ts';
import type { EquipmentState } from '../../model/index.ts';
import { type Cell, listCells } from './count-cells.ts';
import { CountGroups, type Group } from './count-groups.ts';
import {
  type CountKey,
  countKeys,
  createKeyReader,
  type FactOfUnit,
  type KeyReader,
  type ReadCodes,
} from './count-keys.ts';
import { chooseUnits, listOf, type Names, throwUnknown } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { type FactSlice, sliceUnitFacts } from './slices.ts';
import { idsOf } from './states.ts';
import { instants, type NumberAnswer, numbers, type QueryTable, type TextAnswer, texts } from './table.ts';
import { intervalOf, type QueryWindow } from './window.ts';

export interface CountsQuery<Key extends CountKey = CountKey> {
  readonly window: QueryWindow;
  /** Default: all as one. */
  readonly by?: Key | readonly Key[];
  /** Ids: work units of these and of what is below them; default: of the plant. */
  readonly equipment?: Names;
  readonly signal?: AbortSignal;
}

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

export type CountsColumns<Key extends CountKey = CountKey> = {
  readonly [Name in Key]: Name extends 'hour' ? NumberAnswer : TextAnswer;
} & { readonly [Name in CountSum]: NumberAnswer };

const down: EquipmentState = 'down';

/** A row for each group that a fact touches, in the order of the keys, what no fact names last; without keys one row. */
export async function queryCounts<Key extends CountKey = never>(
  context: QueryContext,
  query: CountsQuery<Key>,
): Promise<QueryTable<CountsColumns<Key>>> {
  const { plant } = context;
  const window = intervalOf(plant, query.window);
  const keys = chooseKeys(query.by);
  const readers = keys.map((key) => createKeyReader(plant, key));
  const units = chooseUnits(plant, query.equipment);
  const wanted = new Set(idsOf(units));
  const groups = new CountGroups(readers.length, countSums.length);
  for await (const slice of sliceUnitFacts(context, { window, equipment: [...wanted], signal: query.signal })) {
    const cells = listCells(plant, slice.window, new Set(keys));
    countProduction(slice, wanted, cells, readers, groups);
    countStops(slice, wanted, cells, readers, groups);
  }
  return tableOf(readers, groups) as QueryTable<CountsColumns<Key>>;
}

/** @throws GembaError `unknown-name` for what is no key */
function chooseKeys(by: Names | undefined): readonly CountKey[] {
  return (by === undefined ? [] : listOf(by)).map(
    (name) =>
      countKeys.find((key) => key === name) ?? throwUnknown('something that counts are grouped by', name, countKeys),
  );
}

const placeOf = Object.fromEntries(countSums.map((name, place) => [name, place])) as Readonly<Record<CountSum, number>>;

function add(sums: Float64Array, name: CountSum, value: number): void {
  sums[placeOf[name]] = (sums[placeOf[name]] as number) + value;
}

function countProduction(
  { production }: FactSlice,
  wanted: ReadonlySet<string>,
  cells: readonly Cell[],
  readers: readonly KeyReader[],
  groups: CountGroups,
): void {
  const { completedCount, scrapCount, holdCount, isRework, state } = production.columns;
  const downCode = state.dictionary.indexOf(down);
  visitCells(production, wanted, cells, readers, groups, (sums, row, startAt, endAt, cell) => {
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

/** Whole pieces of a report in a cell; a quantity that it does not give adds none. */
function piecesIn(count: number, startAt: number, endAt: number, { fromAt, toAt }: Cell): number {
  return Number.isNaN(count) ? 0 : splitCount(count, startAt, endAt, fromAt, toAt);
}

function countStops(
  { production, equipmentState }: FactSlice,
  wanted: ReadonlySet<string>,
  cells: readonly Cell[],
  readers: readonly KeyReader[],
  groups: CountGroups,
): void {
  for (const table of [production, equipmentState] as const) {
    const { state } = table.columns;
    const code = state.dictionary.indexOf(down);
    if (code < 0) continue;
    visitCells(
      table,
      wanted,
      cells,
      readers,
      groups,
      (sums, _, startAt, endAt, cell) => addTime(sums, 'stop', startAt, endAt, cell),
      (row) => state.codes[row] === code,
    );
  }
}

function addTime(sums: Float64Array, what: 'report' | 'stop', startAt: number, endAt: number, cell: Cell): void {
  add(sums, `${what}Count`, startAt >= cell.fromAt && startAt < cell.toAt ? 1 : 0);
  add(sums, `${what}Ms`, Math.max(0, Math.min(endAt, cell.toAt) - Math.max(startAt, cell.fromAt)));
}

/** Visits the groups of each fact in each cell that it touches. Times are whole ms, as in reports. */
function visitCells(
  table: FactOfUnit,
  wanted: ReadonlySet<string>,
  cells: readonly Cell[],
  readers: readonly KeyReader[],
  groups: CountGroups,
  visit: (sums: Float64Array, row: number, startAt: number, endAt: number, cell: Cell) => void,
  isCounted: (row: number) => boolean = () => true,
): void {
  const { equipment, startAt: starts, endAt: ends } = table.columns;
  const isWanted = equipment.dictionary.map((id) => wanted.has(id));
  const reads = readers.map((reader) => reader.of(table));
  const firstOf = firstCells(cells);
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

/** Place of the first cell that may reach an instant, of cells by ascending begin. */
function firstCells(cells: readonly Cell[]): (at: number) => number {
  let latest = Number.NEGATIVE_INFINITY;
  const endsUntil = cells.map(({ toAt }) => {
    latest = Math.max(latest, toAt);
    return latest;
  });
  return (at) => {
    let [low, high] = [0, cells.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((endsUntil[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function tableOf(readers: readonly KeyReader[], groups: CountGroups): QueryTable {
  const rows = groups.list().toSorted((a, b) => compareGroups(readers, a, b));
  const keys = readers.map(({ key, words }, i): [string, TextAnswer | NumberAnswer] => {
    const codes = Uint32Array.from(rows, (group) => group.codes[i] as number);
    if (key !== 'hour') return [key, texts({ dictionary: words.dictionary, codes })];
    return [key, instants(Float64Array.from(codes, (code) => Number(words.dictionary[code])))];
  });
  const values = countSums.map((name): [string, NumberAnswer] => [
    name,
    numbers(Float64Array.from(rows, ({ sums }) => sums[placeOf[name]] as number)),
  ]);
  return { length: rows.length, columns: Object.fromEntries([...keys, ...values]) };
}

/** By the keys in their order, the unknown last. */
function compareGroups(readers: readonly KeyReader[], a: Group, b: Group): number {
  for (const [i, { words }] of readers.entries()) {
    const [left, right] = [a.codes[i] as number, b.codes[i] as number];
    if (left === right) continue;
    if (left === 0 || right === 0) return left === 0 ? 1 : -1;
    return (words.dictionary[left] as string) < (words.dictionary[right] as string) ? -1 : 1;
  }
  return 0;
}

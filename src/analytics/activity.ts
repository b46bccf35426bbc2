/** Reports by work unit, in sorted columns, with the sets of time they make: what every figure is computed from. */
import { type Equipment, type FactTable, type Plant, signalSourceId, type TextColumn } from '../model/index.ts';
import { emptySet } from '../time/index.ts';
import { compareText } from './compare-text.ts';
import { gather } from './gather.ts';
import { groupPieces, type PieceGroup } from './piece-groups.ts';
import { createSharedTime } from './shared-time.ts';
import { buildUnit, type ReportColumns, runningTimes, type TimedTable, type UnitActivity } from './unit-activity.ts';

export type { ReportColumns, UnitActivity } from './unit-activity.ts';

export interface Activity {
  readonly plant: Plant;
  readonly production: FactTable<'production'>;
  readonly equipmentState: FactTable<'equipmentState'>;
  /** Every work unit, in plant-file order; or those that were asked for. */
  readonly units: readonly UnitActivity[];
  readonly groups: readonly PieceGroup[];
  /** First and last instant, ms, that any fact speaks of; undefined where there are none. */
  readonly spoken: SpokenTime | undefined;
}

export interface SpokenTime {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Facts of a unit before anything is made of their time: what ideal times are learned from. */
export interface UnitReports extends Pick<UnitActivity, 'equipment' | 'reports' | 'stateRows' | 'shared'> {}

export interface SortedReports extends Omit<Activity, 'units'> {
  readonly units: readonly UnitReports[];
}

/**
 * Sorts facts by work unit. The order of the rows changes nothing. Facts of equipment that is no work unit of the plant
 * are in no figure; the day's completeness lists them as unmapped.
 *
 * @param units work units whose facts are wanted; default: all of the plant
 */
export function createActivity(
  plant: Plant,
  production: FactTable<'production'>,
  equipmentState: FactTable<'equipmentState'>,
  units: readonly Equipment[] = plant.equipment.workUnits,
): Activity {
  const sorted = sortReports(plant, production, equipmentState, units);
  return { ...sorted, units: sorted.units.map((unit) => activityOf(sorted, unit)) };
}

/** The same, for who goes through units one by one: with `activityOf` only one is held at a time. */
export function sortReports(
  plant: Plant,
  production: FactTable<'production'>,
  equipmentState: FactTable<'equipmentState'>,
  units: readonly Equipment[] = plant.equipment.workUnits,
): SortedReports {
  const placeOf = new Map(units.map(({ id }, i) => [id as string, i]));
  const reportRows = rowsByUnit(production, placeOf, units.length);
  const stateRows = rowsByUnit(equipmentState, placeOf, units.length);
  const { groups, groupOf } = groupPieces(production);
  return {
    plant,
    production,
    equipmentState,
    groups,
    spoken: spokenTime([production, equipmentState]),
    units: units.map((equipment, i) => {
      const reports = columnsOf(production, reportRows[i] as Uint32Array, groupOf);
      const { startAt, endAt } = runningTimes(reports);
      return {
        equipment,
        reports,
        stateRows: stateRows[i] as Uint32Array,
        shared: createSharedTime(startAt, endAt, emptySet),
      };
    }),
  };
}

export function activityOf(
  { plant, production, equipmentState }: Omit<SortedReports, 'units'>,
  { equipment, reports, stateRows }: UnitReports,
): UnitActivity {
  return buildUnit(plant, equipment, reports, production, equipmentState, stateRows);
}

/**
 * The same of one unit, all rows of both tables being its own.
 *
 * @param groupOf the group of each row of production
 */
export function createUnitActivity(
  plant: Plant,
  equipment: Equipment,
  production: FactTable<'production'>,
  equipmentState: FactTable<'equipmentState'>,
  groupOf: Uint32Array,
): UnitActivity {
  const [reportRows, stateRows] = [allRows(production), allRows(equipmentState)];
  return buildUnit(plant, equipment, columnsOf(production, reportRows, groupOf), production, equipmentState, stateRows);
}

function allRows(table: TimedTable): Uint32Array {
  const rows = new Uint32Array(table.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  sortRows(rows, table);
  return rows;
}

function rowsByUnit(table: TimedTable, placeOf: ReadonlyMap<string, number>, count: number): Uint32Array[] {
  const { dictionary, codes } = table.columns.equipment;
  const placeOfCode = dictionary.map((id) => placeOf.get(id) ?? -1);
  const sizes = new Uint32Array(count);
  for (const code of codes) {
    const place = placeOfCode[code] as number;
    if (place >= 0) sizes[place] = (sizes[place] as number) + 1;
  }
  const rows = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (let row = 0; row < codes.length; row++) {
    const place = placeOfCode[codes[row] as number] as number;
    if (place < 0) continue;
    const next = sizes[place] as number;
    (rows[place] as Uint32Array)[next] = row;
    sizes[place] = next + 1;
  }
  for (const own of rows) sortRows(own, table);
  return rows;
}

/**
 * By start, then end; what began and ended together by what it says, so that the order of the table is of no matter.
 * Stored facts come sorted: then nothing is compared twice.
 */
function sortRows(rows: Uint32Array, { columns }: TimedTable): void {
  const { startAt, endAt, workOrder, operation, product, state, file, line } = columns;
  const order = (a: number, b: number): number =>
    (startAt[a] as number) - (startAt[b] as number) ||
    (endAt[a] as number) - (endAt[b] as number) ||
    compareAt(workOrder, a, b) ||
    compareAt(operation, a, b) ||
    compareAt(product, a, b) ||
    compareAt(state, a, b) ||
    compareAt(file, a, b) ||
    (line[a] as number) - (line[b] as number) ||
    0;
  for (let i = 1; i < rows.length; i++)
    if (order(rows[i - 1] as number, rows[i] as number) > 0) {
      rows.sort(order);
      return;
    }
}

function compareAt({ dictionary, codes }: TextColumn, a: number, b: number): number {
  const [left, right] = [codes[a] as number, codes[b] as number];
  return left === right ? 0 : compareText(dictionary[left] as string, dictionary[right] as string);
}

function columnsOf({ columns }: FactTable<'production'>, row: Uint32Array, groupOf: Uint32Array): ReportColumns {
  const startAt = pick(columns.startAt, row, Math.round);
  const endAt = pick(columns.endAt, row, Math.round);
  const maxEndAt = endAt.slice();
  for (let i = 1; i < row.length; i++) maxEndAt[i] = Math.max(maxEndAt[i] as number, maxEndAt[i - 1] as number);
  const running = columns.state.dictionary.indexOf('running');
  const counted = columns.source.dictionary.indexOf(signalSourceId);
  return {
    length: row.length,
    row,
    startAt,
    endAt,
    maxEndAt,
    isRunning: flag(row, (r) => columns.state.codes[r] === running),
    completed: pick(columns.completedCount, row, orNone),
    scrap: pick(columns.scrapCount, row, orNone),
    hold: pick(columns.holdCount, row, orNone),
    isRework: flag(row, (r) => columns.isRework[r] === 1),
    isCounted: counted < 0 ? new Uint8Array(row.length) : flag(row, (r) => columns.source.codes[r] === counted),
    group: gather(groupOf, row),
  };
}

function pick(column: Float64Array, rows: Uint32Array, read: (value: number) => number): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = read(column[rows[i] as number] as number);
  return out;
}

function flag(rows: Uint32Array, isSet: (row: number) => boolean): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) if (isSet(rows[i] as number)) out[i] = 1;
  return out;
}

/** A quantity that a report does not give adds no pieces. */
function orNone(count: number): number {
  return Number.isNaN(count) ? 0 : count;
}

function spokenTime(tables: readonly TimedTable[]): SpokenTime | undefined {
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { columns, length } of tables)
    for (let i = 0; i < length; i++) {
      const startAt = columns.startAt[i] as number;
      const endAt = columns.endAt[i] as number;
      if (startAt < firstAt) firstAt = startAt;
      // An end is exclusive; a report of an instant speaks of that instant.
      const spokenAt = endAt > startAt ? endAt - 1 : startAt;
      if (spokenAt > lastAt) lastAt = spokenAt;
    }
  return firstAt === Number.POSITIVE_INFINITY
    ? undefined
    : { firstAt: Math.round(firstAt), lastAt: Math.round(lastAt) };
}

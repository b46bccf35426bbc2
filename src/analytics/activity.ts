/** Reports by work unit, in sorted columns, with the sets of time they make: what every figure is computed from. */
import { type Equipment, type FactTable, type Plant, signalSourceId, type TextColumn } from '../model/index.ts';
import { emptySet, type IntervalSet, intersect, subtract, union, unionOf } from '../time/index.ts';
import { compareText } from './compare-text.ts';
import { gather } from './gather.ts';
import { createMeasure, type Measure } from './measure.ts';
import { createMinorStops, type MinorStops } from './minor-stops.ts';
import { groupPieces, type PieceGroup } from './piece-groups.ts';
import { createSharedTime, type SharedTime } from './shared-time.ts';

/** Production reports of one unit, sorted by start, then end, then order, operation and product. Times are whole ms. */
export interface ReportColumns {
  readonly length: number;
  /** Row in the production table. */
  readonly row: Uint32Array;
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** Greatest end up to and including each report: never falls, so the first that reaches a window is searched for. */
  readonly maxEndAt: Float64Array;
  /** 1 where the state is `running`. */
  readonly isRunning: Uint8Array;
  readonly completed: Float64Array;
  readonly scrap: Float64Array;
  readonly hold: Float64Array;
  readonly isRework: Uint8Array;
  /** 1 where sensors counted the pieces, and nobody reported them. */
  readonly isCounted: Uint8Array;
  /** Group of product and operation, an index into `Activity.groups`. */
  readonly group: Uint32Array;
}

export interface UnitActivity {
  readonly equipment: Equipment;
  readonly reports: ReportColumns;
  /** Rows in the table of states, sorted by start, then end. */
  readonly stateRows: Uint32Array;
  /** All of the time that somebody reported as setup, also where it ran or was down. */
  readonly reportedSetup: IntervalSet;
  /**
   * Disjoint: run less down, setup less both, waiting less all three; of what waiting is, blocked goes before starved. Minor stops
   * are in run, and neither down nor waiting.
   */
  readonly run: Measure;
  /** Of `run`: stops and waits that are too short to count as such. */
  readonly minorStops: MinorStops;
  /** Of `run`: what no report of production covers, so that states alone tell it. */
  readonly runByStates: Measure;
  /** The same without minor stops; that itself where there are none. */
  readonly netRunByStates: Measure;
  readonly setup: Measure;
  readonly down: Measure;
  readonly blocked: Measure;
  readonly starved: Measure;
  /** Blocked, starved, or idle. */
  readonly wait: Measure;
  /** Run, set up, or down. */
  readonly busy: Measure;
  /** Busy or waiting: all but silent. */
  readonly told: Measure;
  /** Time of running reports, shared where they overlap; all of it, and that within `run`. */
  readonly shared: SharedTime;
  readonly sharedRun: SharedTime;
  /** The same without minor stops; that itself where there are none. */
  readonly sharedNetRun: SharedTime;
}

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
    units: units.map((equipment, i) =>
      buildUnit(
        plant,
        equipment,
        columnsOf(production, reportRows[i] as Uint32Array, groupOf),
        production,
        equipmentState,
        stateRows[i] as Uint32Array,
      ),
    ),
  };
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

type TimedTable = FactTable<'production'> | FactTable<'equipmentState'>;

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

function buildUnit(
  plant: Plant,
  equipment: Equipment,
  reports: ReportColumns,
  production: FactTable<'production'>,
  states: FactTable<'equipmentState'>,
  stateRows: Uint32Array,
): UnitActivity {
  const inState = (state: string): IntervalSet =>
    unionOf(timeInState(production, reports.row, state), timeInState(states, stateRows, state));
  const stopped = inState('down');
  const ran = inState('running');
  const setUp = inState('setup');
  const setup = subtract(subtract(setUp, ran), stopped);
  const [toldBlocked, toldStarved] = [inState('blocked'), inState('starved')];
  const waits = subtract(unionOf(toldBlocked, toldStarved, inState('idle')), unionOf(ran, setup, stopped));
  const isPlanned = plannedReasonsOf(plant);
  const plannedDown = (): IntervalSet =>
    unionOf(timeInState(production, reports.row, 'down', isPlanned), timeInState(states, stateRows, 'down', isPlanned));
  const minorStops =
    plant.kpis.microStopMs === 0
      ? noMinorStops
      : createMinorStops(unionOf(stopped, waits), plannedDown(), plant.kpis.microStopMs);
  const down = subtract(stopped, minorStops.set);
  const wait = subtract(waits, minorStops.set);
  const run = unionOf(subtract(ran, stopped), minorStops.set);
  const blocked = intersect(toldBlocked, wait);
  const starved = subtract(intersect(toldStarved, wait), blocked);
  const busy = unionOf(run, setup, down);
  const isRunning = (_: number, i: number): boolean => reports.isRunning[i] === 1;
  const startAt = reports.startAt.filter(isRunning);
  const endAt = reports.endAt.filter(isRunning);
  const runByStates = createMeasure(subtract(run, union(startAt, endAt)));
  const sharedRun = createSharedTime(startAt, endAt, down);
  const hasMinorStops = minorStops.set.length > 0;
  return {
    equipment,
    reports,
    stateRows,
    reportedSetup: setUp,
    run: createMeasure(run),
    minorStops,
    runByStates,
    netRunByStates: hasMinorStops ? createMeasure(subtract(runByStates.set, minorStops.set)) : runByStates,
    setup: createMeasure(setup),
    down: createMeasure(down),
    blocked: createMeasure(blocked),
    starved: createMeasure(starved),
    wait: createMeasure(wait),
    busy: createMeasure(busy),
    told: createMeasure(unionOf(busy, wait)),
    shared: createSharedTime(startAt, endAt, emptySet),
    sharedRun,
    sharedNetRun: hasMinorStops ? createSharedTime(startAt, endAt, stopped) : sharedRun,
  };
}

const noMinorStops = createMinorStops(emptySet, emptySet, 0);

/** Whether a code of the reason tree is one of planned stops. */
export function plannedReasonsOf({ reasons }: Plant): (code: string) => boolean {
  const planned = new Set(reasons.filter((reason) => reason.planned).map(({ code }) => code));
  return (code) => planned.has(code);
}

/** Of rows in the order of their start; with a choice of reasons, of rows with these. */
function timeInState(
  { columns: { state, startAt, endAt, reason } }: TimedTable,
  rows: Uint32Array,
  name: string,
  isWanted?: (reason: string) => boolean,
): IntervalSet {
  const code = state.dictionary.indexOf(name);
  if (code < 0) return emptySet;
  const wanted = isWanted === undefined ? undefined : reason.dictionary.map(isWanted);
  const [from, to] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  let length = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (state.codes[row] !== code || wanted?.[reason.codes[row] as number] === false) continue;
    from[length] = Math.round(startAt[row] as number);
    to[length] = Math.round(endAt[row] as number);
    length++;
  }
  return length === 0 ? emptySet : union(from.subarray(0, length), to.subarray(0, length));
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

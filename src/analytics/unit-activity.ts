/** What one work unit's reports and states make of its time: disjoint sets that every figure is measured on. */
import type { Equipment, FactTable, Plant } from '../model/index.ts';
import { emptySet, type IntervalSet, intersect, subtract, union, unionOf } from '../time/index.ts';
import { createMeasure, type Measure } from './measure.ts';
import { createMinorStops, type MinorStops, type StopTimes } from './minor-stops.ts';
import { plannedReasonsOf } from './planned-reasons.ts';
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

/** Facts of intervals. */
export type TimedTable = FactTable<'production'> | FactTable<'equipmentState'>;

/** Starts and ends of running reports, by start. */
export function runningTimes(reports: ReportColumns): { readonly startAt: Float64Array; readonly endAt: Float64Array } {
  const [startAt, endAt] = [new Float64Array(reports.length), new Float64Array(reports.length)];
  let length = 0;
  for (let i = 0; i < reports.length; i++) {
    if (reports.isRunning[i] === 0) continue;
    startAt[length] = reports.startAt[i] as number;
    endAt[length] = reports.endAt[i] as number;
    length++;
  }
  return { startAt: startAt.subarray(0, length), endAt: endAt.subarray(0, length) };
}

/** @param stateRows sorted by start */
export function buildUnit(
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
  const ranFree = subtract(ran, stopped);
  const minorStops = minorStopsOf(plant, (isPlanned) => ({
    down: stopped,
    waits,
    ran: ranFree,
    plannedDown: unionOf(
      timeInState(production, reports.row, 'down', isPlanned),
      timeInState(states, stateRows, 'down', isPlanned),
    ),
  }));
  const down = subtract(stopped, minorStops.set);
  const wait = subtract(waits, minorStops.set);
  const run = unionOf(ranFree, minorStops.set);
  const blocked = intersect(toldBlocked, wait);
  const starved = subtract(intersect(toldStarved, wait), blocked);
  const busy = unionOf(run, setup, down);
  const { startAt, endAt } = runningTimes(reports);
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

/** @param timesOf works out the times they are told by, for which it is given what reasons are planned */
function minorStopsOf(plant: Plant, timesOf: (isPlanned: (code: string) => boolean) => StopTimes): MinorStops {
  const { microStopMs } = plant.kpis;
  return microStopMs === 0 ? noMinorStops : createMinorStops(timesOf(plannedReasonsOf(plant)), microStopMs);
}

const noMinorStops = createMinorStops({ down: emptySet, waits: emptySet, ran: emptySet, plannedDown: emptySet }, 0);

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

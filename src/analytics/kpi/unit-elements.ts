/** The elements of every work unit in every window, in columns. */
import { emptySet, type Interval, type IntervalSet, intersect, subtract, unionOf } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { visitIdealTimes } from '../ideal-times.ts';
import { downRowsByUnit } from '../maintenance/down-rows.ts';
import { createMeasure, type Measure } from '../measure.ts';
import { type PlannedTime, plannedTimeOf } from '../planned-time.ts';
import { createUnitIdealTime, outputIn, timesIn } from '../unit-figures.ts';
import type { ElementTable, Freedom } from './element-table.ts';
import { createFailures, type Failures } from './failures.ts';
import { orderTimeOf } from './order-time.ts';

/**
 * What makes the difference between delay and down time. `order`: delay is what is neither run nor set up while an order is on
 * the unit, down time the same while none is. `state`: delay is any reported stop, down time is silence, as OPC 40501 has it
 * (OutOfService, NotExecuting).
 */
export const delayMappings = ['order', 'state'] as const;
export type DelayMapping = (typeof delayMappings)[number];

export interface UnitElementsOptions {
  readonly activity: Activity;
  /** Whole ms. */
  readonly windows: readonly Interval[];
  /** Time in which nobody could have heard of a unit, by its id: gaps of its source or tags. Default: none. */
  readonly unheard?: (equipment: string) => IntervalSet;
  /** Default `order`. */
  readonly delayMapping?: DelayMapping;
}

/** Elements that are worked out of units. */
export const unitElementIds = [
  'CT',
  'POT',
  'PDOT',
  'PBT',
  'APT',
  'AUST',
  'ADET',
  'ADOT',
  'PRPQ',
  'PRGQ',
  'RAPT',
  'PQ',
  'GQ',
  'SQ',
  'RQ',
  'GP',
  'IP',
  'FE',
  'TBF',
  'TTF',
  'TTR',
  'CMT',
  'PMT',
  'EPC',
  'PLANNED',
  'SILENT',
  'STOP',
  'HELD',
] as const;
export type UnitElementId = (typeof unitElementIds)[number];
type Columns = Record<UnitElementId, Float64Array>;

/**
 * Row `u × windows + w` is unit `u` of the activity in window `w`. Nobody told two things. Silence: in `low` it counts as
 * planned, in `high` it is left out, and a unit's `silence` says which is the value. Time in gaps: it may have been run, at
 * the ideal rate with all pieces good, all scrapped, or none; set up; or a delay; or nothing, which is the value.
 *
 * @example evaluate(availability, unitElements({ activity, windows: [day] })).value[0]
 */
export function unitElements(options: UnitElementsOptions): ElementTable {
  const { activity, windows } = options;
  const length = activity.units.length * windows.length;
  const columns = Object.fromEntries(unitElementIds.map((id) => [id, new Float64Array(length)])) as Columns;
  const [silentMs, silentIgnoredMs, unheardMs] = [0, 1, 2].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  if (length === 0) return { length, columns, freedoms: [] };
  const units = prepareUnits(options);
  const order = windows.map((_, w) => w).sort((a, b) => fromAtOf(windows, a) - fromAtOf(windows, b));
  visitIdealTimes(
    activity,
    order.map((w) => fromAtOf(windows, w)),
    (step, learned) => {
      const w = order[step] as number;
      const window = windows[w] as Interval;
      for (const [u, unit] of units.entries()) {
        const row = u * windows.length + w;
        const silence = fillRow(unit, window, learned, columns, row);
        silentMs[row] = silence.ms;
        silentIgnoredMs[row] = unit.activity.equipment.silence === 'unknown' ? silence.ms : 0;
        unheardMs[row] = silence.unheardMs;
      }
    },
  );
  return { length, columns, freedoms: [silence(silentMs, silentIgnoredMs), unheard(unheardMs, columns)] };
}

/** What a unit's elements are measured on: sets of its time, over the hull of the windows. */
export interface PreparedUnit {
  readonly activity: UnitActivity;
  readonly planned: PlannedTime;
  readonly idealTimeOf: ReturnType<typeof createUnitIdealTime>;
  readonly failures: Failures;
  readonly unplannedDown: Measure;
  readonly delay: Measure;
  readonly idle: Measure;
  /** Of planned time: what nobody told and nobody could have heard. */
  readonly unheard: Measure;
}

export function prepareUnits({
  activity,
  windows,
  unheard,
  delayMapping = 'order',
}: UnitElementsOptions): PreparedUnit[] {
  const hull = {
    fromAt: Math.min(...windows.map(({ fromAt }) => fromAt)),
    toAt: Math.max(...windows.map(({ toAt }) => toAt)),
  };
  const downRows = downRowsByUnit(activity, hull.toAt);
  return activity.units.map((unit, u) => {
    const planned = plannedTimeOf(activity, unit, hull);
    const failures = createFailures(downRows[u] ?? []);
    const silent = subtract(planned.planned.set, unit.told.set);
    const missed = intersect(silent, unheard?.(unit.equipment.id) ?? emptySet);
    const waiting = intersect(unit.wait.set, planned.planned.set);
    const lost = unionOf(unit.down.set, waiting, subtract(silent, missed));
    const onOrder = delayMapping === 'order' ? orderTimeOf(activity, unit) : unit.down.set;
    return {
      activity: unit,
      planned,
      idealTimeOf: createUnitIdealTime(activity, unit),
      failures,
      unplannedDown: createMeasure(intersect(failures.set, unit.down.set)),
      delay: createMeasure(intersect(lost, onOrder)),
      idle: createMeasure(subtract(lost, onOrder)),
      unheard: createMeasure(missed),
    };
  });
}

function fillRow(
  unit: PreparedUnit,
  { fromAt, toAt }: Interval,
  learned: Parameters<ReturnType<typeof createUnitIdealTime>>[0],
  columns: Columns,
  row: number,
): { readonly ms: number; readonly unheardMs: number } {
  const times = timesIn(unit.activity, unit.planned, fromAt, toAt);
  const { pieces, ideal } = outputIn(unit.activity, unit.idealTimeOf(learned), times.runMs, fromAt, toAt);
  const unheardMs = unit.unheard.within(fromAt, toAt);
  const silentMs = times.silentPlannedMs - unheardMs;
  const busyMs = times.plannedMs + times.extraMs;
  const made = pieces.completed + pieces.scrap + pieces.hold;
  const unplannedMs = unit.unplannedDown.within(fromAt, toAt);
  const set = (id: keyof Columns, value: number): void => {
    columns[id][row] = value;
  };
  set('CT', times.windowMs);
  set('POT', busyMs + times.plannedStopMs);
  set('PDOT', times.plannedStopMs);
  set('PBT', unit.activity.equipment.silence === 'unknown' ? busyMs - silentMs : busyMs);
  set('APT', times.runMs);
  set('AUST', times.setupMs);
  set('ADET', unit.delay.within(fromAt, toAt));
  set('ADOT', unit.idle.within(fromAt, toAt));
  // Where nothing that was made has an ideal time, there is nothing to compare running time with.
  const hasIdeal = made === 0 || ideal.pieces > ideal.piecesWithout;
  set('PRPQ', hasIdeal ? ideal.idealMs : Number.NaN);
  set('PRGQ', hasIdeal ? ideal.idealGoodMs : Number.NaN);
  set('RAPT', hasIdeal ? ideal.coveredRunMs : Number.NaN);
  set('PQ', made);
  set('GQ', pieces.completed);
  set('SQ', pieces.scrap);
  set('RQ', pieces.rework);
  set('IP', made - pieces.rework);
  set('GP', Math.max(0, pieces.completed - pieces.rework));
  set('FE', unit.failures.countIn(fromAt, toAt));
  set('TBF', times.runMs);
  set('TTF', busyMs - unplannedMs);
  set('TTR', unit.failures.restorationMsIn(fromAt, toAt));
  set('CMT', unplannedMs);
  set('PMT', times.downMs - unplannedMs);
  set('PLANNED', times.plannedMs);
  set('SILENT', times.silentPlannedMs);
  set('STOP', times.downMs);
  set('HELD', pieces.hold);
  set('EPC', ideal.idealMs > 0 ? (made * busyMs) / ideal.idealMs : Number.NaN);
  return { ms: silentMs, unheardMs };
}

/** What silence adds to the base: nothing of what the value counts already. */
function silence(ms: Float64Array, ignoredMs: Float64Array): Freedom {
  return {
    name: 'silence',
    ways: [{}, { PBT: ignoredMs }, { PBT: ms.map((own, row) => (ignoredMs[row] as number) - own) }],
  };
}

function unheard(ms: Float64Array, { PRPQ, PQ }: Columns): Freedom {
  // At the ideal rate of what the window made; where it made nothing, time alone is known.
  const pieces = ms.map((own, row) => {
    const perPiece = (PRPQ[row] as number) / (PQ[row] as number);
    return perPiece > 0 ? own / perPiece : 0;
  });
  const ran = { APT: ms, RAPT: ms, TBF: ms };
  return {
    name: 'time in gaps',
    ways: [
      {},
      { ...ran, PRPQ: ms, PRGQ: ms, PQ: pieces, GQ: pieces, IP: pieces, GP: pieces },
      { ...ran, PRPQ: ms, PQ: pieces, SQ: pieces, IP: pieces },
      ran,
      { AUST: ms },
      { ADET: ms },
      { ADOT: ms },
    ],
  };
}

function fromAtOf(windows: readonly Interval[], w: number): number {
  return (windows[w] as Interval).fromAt;
}

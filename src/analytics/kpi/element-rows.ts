/** Elements of units in windows, row by row into columns. */
import type { Interval } from '../../time/index.ts';
import type { IdealTimeLookup } from '../ideal-times.ts';
import { outputIn, timesIn } from '../unit-figures.ts';
import { opportunitiesIn } from '../yields/opportunities.ts';
import { defectsOf, doubtfulOf, inspectedOf } from '../yields/pass-counts.ts';
import type { ElementTable, Freedom } from './element-table.ts';
import { firstPassFreedom, type UntoldPieces } from './first-pass-freedom.ts';
import type { GapFailures } from './gap-failures.ts';
import { gapFreedom } from './gap-ways.ts';
import type { PreparedUnit } from './prepared-unit.ts';

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
  'ESTIMATED',
  'DEFECTS',
  'OPPORTUNITIES',
] as const;
export type UnitElementId = (typeof unitElementIds)[number];
type Columns = Readonly<Record<UnitElementId, Float64Array>>;

export interface ElementRows {
  /** Writes what a unit's facts say of a window, in the place of what was written there. */
  fill(row: number, unit: PreparedUnit, window: Interval, learned: IdealTimeLookup): void;
  /** Of all rows as they stand: what is filled later is not in it for certain. */
  table(): ElementTable;
}

export function createElementRows(length: number): ElementRows {
  const columns = Object.fromEntries(unitElementIds.map((id) => [id, new Float64Array(length)])) as Columns;
  const column = (): Float64Array => new Float64Array(length);
  const silent: Silence = { PBT: column(), ADET: column(), ADOT: column() };
  const isIgnored = new Uint8Array(length);
  const gaps = {
    ms: column(),
    ignoredMs: column(),
    failures: new Array<GapFailures | undefined>(length).fill(undefined),
  };
  const untold: UntoldPieces = { held: column(), heldAtAll: column(), doubtful: column() };
  return {
    fill(row, unit, window, learned) {
      isIgnored[row] = Number(unit.activity.equipment.silence === 'unknown');
      const unheardMs = fillRow(unit, window, learned, columns, silent, untold, row);
      gaps.ms[row] = unheardMs;
      gaps.ignoredMs[row] = isIgnored[row] === 1 ? unheardMs : 0;
      gaps.failures[row] = unit.gapFailures?.(window.fromAt, window.toAt);
    },
    table: () => ({
      length,
      columns,
      freedoms: [silenceFreedom(silent, isIgnored), gapFreedom(gaps, columns), firstPassFreedom(untold)],
    }),
  };
}

function fillRow(
  unit: PreparedUnit,
  { fromAt, toAt }: Interval,
  learned: IdealTimeLookup,
  columns: Columns,
  silent: Silence,
  untold: UntoldPieces,
  row: number,
): number {
  const times = timesIn(unit.activity, unit.planned, fromAt, toAt);
  const { pieces, passes, ideal } = outputIn(unit.activity, unit.idealTimeOf(learned), times.runMs, fromAt, toAt);
  const unheardMs = unit.unheard.within(fromAt, toAt);
  const busyMs = times.plannedMs + times.extraMs;
  const made = pieces.completed + pieces.scrap + pieces.hold;
  const unplannedMs = unit.unplannedDown.within(fromAt, toAt);
  const set = (id: keyof Columns, value: number): void => {
    columns[id][row] = value;
  };
  set('CT', times.windowMs);
  // What ran in a planned stop is extra time: it is in the busy time, and the stop is the shorter for it.
  set('POT', busyMs + times.keptStopMs);
  set('PDOT', times.keptStopMs);
  silent.PBT[row] = times.silentPlannedMs - unheardMs;
  silent.ADET[row] = unit.silentDelay.within(fromAt, toAt);
  silent.ADOT[row] = unit.silentIdle.within(fromAt, toAt);
  set('PBT', unit.activity.equipment.silence === 'unknown' ? busyMs - (silent.PBT[row] as number) : busyMs);
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
  set('IP', inspectedOf(passes));
  set('GP', passes.completed);
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
  set('ESTIMATED', ideal.idealEstimatedMs);
  set('DEFECTS', defectsOf(passes));
  set('OPPORTUNITIES', opportunitiesIn(unit.activity, unit.opportunities, fromAt, toAt));
  untold.held[row] = passes.hold;
  untold.heldAtAll[row] = pieces.hold;
  untold.doubtful[row] = doubtfulOf(passes);
  set('EPC', ideal.idealMs > 0 ? (made * busyMs) / ideal.idealMs : Number.NaN);
  return unheardMs;
}

/** What silence is counted in, ms by row: planned time, and the delay or down time that it then is. */
type Silence = Readonly<Record<'PBT' | 'ADET' | 'ADOT', Float64Array>>;

/** All of it counts, or none; nothing is added that the value counts already. */
function silenceFreedom(silent: Silence, isIgnored: Uint8Array): Freedom {
  const way = (weightOf: (ignored: number) => number): Silence => {
    const weighed = (ms: Float64Array): Float64Array =>
      ms.map((own, row) => (own === 0 ? 0 : own * weightOf(isIgnored[row] as number)));
    return { PBT: weighed(silent.PBT), ADET: weighed(silent.ADET), ADOT: weighed(silent.ADOT) };
  };
  return { name: 'silence', ways: [{}, way((ignored) => ignored), way((ignored) => ignored - 1)] };
}

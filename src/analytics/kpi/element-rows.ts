/** Elements of units in windows, row by row into columns. */
import type { Interval } from '../../time/index.ts';
import type { IdealTimeLookup } from '../ideal-times.ts';
import { outputIn, timesIn } from '../unit-figures.ts';
import type { ElementTable, Freedom } from './element-table.ts';
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
  const [silentMs, silentIgnoredMs, unheardMs] = [0, 1, 2].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    fill(row, unit, window, learned) {
      const silence = fillRow(unit, window, learned, columns, row);
      silentMs[row] = silence.ms;
      silentIgnoredMs[row] = unit.activity.equipment.silence === 'unknown' ? silence.ms : 0;
      unheardMs[row] = silence.unheardMs;
    },
    table: () => ({ length, columns, freedoms: [silence(silentMs, silentIgnoredMs), unheard(unheardMs, columns)] }),
  };
}

function fillRow(
  unit: PreparedUnit,
  { fromAt, toAt }: Interval,
  learned: IdealTimeLookup,
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

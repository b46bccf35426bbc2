/** Reports of one group that follow each other, summed: a window that holds them all need not go through them. */
import type { ReportColumns } from './unit-activity.ts';

export interface ReportStretches {
  /** By report: the place after the last one of its stretch. */
  readonly endOf: Uint32Array;
  /** Pieces of all reports before a place. */
  readonly completedBefore: Float64Array;
  readonly scrapBefore: Float64Array;
  readonly holdBefore: Float64Array;
}

const known = new WeakMap<ReportColumns, ReportStretches>();

/** Worked out once for each unit's reports. */
export function stretchesOf(reports: ReportColumns): ReportStretches {
  let stretches = known.get(reports);
  if (stretches === undefined) {
    stretches = compute(reports);
    known.set(reports, stretches);
  }
  return stretches;
}

function compute(reports: ReportColumns): ReportStretches {
  const endOf = new Uint32Array(reports.length);
  for (let i = reports.length - 1; i >= 0; i--)
    endOf[i] = i + 1 < reports.length && isAlike(reports, i, i + 1) ? (endOf[i + 1] as number) : i + 1;
  return {
    endOf,
    completedBefore: sumsBefore(reports.completed),
    scrapBefore: sumsBefore(reports.scrap),
    holdBefore: sumsBefore(reports.hold),
  };
}

/** All that decides what pieces count as. */
function isAlike(reports: ReportColumns, a: number, b: number): boolean {
  return (
    reports.group[a] === reports.group[b] &&
    reports.isRework[a] === reports.isRework[b] &&
    reports.isRunning[a] === reports.isRunning[b] &&
    isInstant(reports, a) === isInstant(reports, b)
  );
}

function isInstant({ startAt, endAt }: ReportColumns, i: number): boolean {
  return (endAt[i] as number) <= (startAt[i] as number);
}

function sumsBefore(column: Float64Array): Float64Array {
  const sums = new Float64Array(column.length + 1);
  for (let i = 0; i < column.length; i++) sums[i + 1] = (sums[i] as number) + (column[i] as number);
  return sums;
}

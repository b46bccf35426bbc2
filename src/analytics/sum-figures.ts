/** Sums over units. Plant and group figures are made of these, so ratios are ratios of sums. */
import type { IdealTimes, Pieces, Times } from './figures.ts';

export function sumTimes(all: readonly Times[]): Times {
  const sum = (key: keyof Times): number => all.reduce((total, times) => total + times[key], 0);
  return {
    windowMs: sum('windowMs'),
    runMs: sum('runMs'),
    setupMs: sum('setupMs'),
    downMs: sum('downMs'),
    waitMs: sum('waitMs'),
    blockedMs: sum('blockedMs'),
    starvedMs: sum('starvedMs'),
    minorStopMs: sum('minorStopMs'),
    silentMs: sum('silentMs'),
    plannedMs: sum('plannedMs'),
    extraMs: sum('extraMs'),
    waitPlannedMs: sum('waitPlannedMs'),
    silentPlannedMs: sum('silentPlannedMs'),
    plannedStopMs: sum('plannedStopMs'),
    keptStopMs: sum('keptStopMs'),
  };
}

export function sumPieces(all: readonly Pieces[]): Pieces {
  const sum = (key: keyof Pieces): number => all.reduce((total, pieces) => total + pieces[key], 0);
  return { completed: sum('completed'), scrap: sum('scrap'), hold: sum('hold'), rework: sum('rework') };
}

export function sumIdeal(all: readonly IdealTimes[]): IdealTimes {
  const sum = (key: Exclude<keyof IdealTimes, 'provisional'>): number =>
    all.reduce((total, ideal) => total + ideal[key], 0);
  return {
    idealMs: sum('idealMs'),
    idealGoodMs: sum('idealGoodMs'),
    idealEstimatedMs: sum('idealEstimatedMs'),
    idealSetupRejectMs: sum('idealSetupRejectMs'),
    coveredRunMs: sum('coveredRunMs'),
    coveredMinorStopMs: sum('coveredMinorStopMs'),
    pieces: sum('pieces'),
    piecesWithout: sum('piecesWithout'),
    provisional: all.some(({ provisional }) => provisional),
  };
}

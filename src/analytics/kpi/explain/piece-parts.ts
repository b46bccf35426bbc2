/** Pieces of reports, and what they should have taken. */
import type { Interval } from '../../../time/index.ts';
import type { ElementPart } from './explanation.ts';
import type { UnitContext } from './unit-context.ts';
import type { MadePieces } from './unit-facts.ts';
import { wholeParts } from './whole-parts.ts';

export function pieceParts(
  { made, activity, facts }: UnitContext,
  countOf: (pieces: MadePieces) => number,
): ElementPart[] {
  return made.flatMap((pieces): ElementPart[] => {
    const value = countOf(pieces);
    return value === 0 ? [] : [{ kind: 'factPieces', fact: facts.placeOf(activity.production, pieces.row), value }];
  });
}

/** Ideal time of pieces, rounded together, as the figure is. */
export function idealTimeParts(context: UnitContext, countOf: (pieces: MadePieces) => number): ElementPart[] {
  const { made, activity, unit, facts, idealTimes } = context;
  const counted = made.filter((pieces) => countOf(pieces) > 0);
  const places = counted.map(({ group }) => idealTimes.placeOf(unit.activity, group));
  const msPerPiece = (place: number | undefined): number =>
    place === undefined ? 0 : (idealTimes.idealTimes[place]?.msPerPiece ?? 0);
  const values = wholeParts(counted.map((pieces, i) => countOf(pieces) * msPerPiece(places[i])));
  return counted.map((pieces, i) => ({
    kind: 'factIdealTime',
    fact: facts.placeOf(activity.production, pieces.row),
    pieces: countOf(pieces),
    idealTime: places[i],
    value: values[i] as number,
  }));
}

/** Whether the ideal time of pieces was learned, for want of one that the plant sets. */
export function isLearned({ unit, idealTimes }: UnitContext, { group }: MadePieces): boolean {
  const place = idealTimes.placeOf(unit.activity, group);
  return place !== undefined && idealTimes.idealTimes[place]?.kind === 'learned';
}

/** Run time, taken off, of pieces that have no ideal time. */
export function unratedParts({ made, activity, unit, window, facts, idealTimes }: UnitContext): ElementPart[] {
  const { sharedRun, runByStates } = unit.activity;
  const unrated = made.filter(({ group }) => idealTimes.placeOf(unit.activity, group) === undefined);
  const ran = unrated.filter(({ isRunning }) => isRunning);
  const isInstant = ({ startAt, endAt }: MadePieces): boolean => endAt <= startAt;
  const piecesOf = (all: readonly MadePieces[]): number => all.reduce((sum, pieces) => sum + pieces.made, 0);
  const [pieces, piecesWithout] = [piecesOf(made.filter(isInstant)), piecesOf(unrated.filter(isInstant))];
  const byStatesMs = piecesWithout > 0 ? (runByStates.within(window.fromAt, window.toAt) * piecesWithout) / pieces : 0;
  const spans = ran.map(({ startAt, endAt }) => ({
    fromAt: Math.max(startAt, window.fromAt),
    toAt: Math.min(endAt, window.toAt),
  }));
  // In the order of the figure, which is rounded once all of it is added.
  const values = wholeParts([...spans.map(({ fromAt, toAt }) => sharedRun.of(fromAt, toAt)), byStatesMs]);
  return [
    ...ran.map(({ row }, i): ElementPart => {
      const { fromAt, toAt } = spans[i] as Interval;
      const clippedMs = Math.max(0, toAt - fromAt);
      const value = values[i] as number;
      return {
        kind: 'factTime',
        fact: facts.placeOf(activity.production, row),
        fromAt,
        toAt,
        value: -value,
        clippedMs,
        sharedMs: 0,
        otherMs: clippedMs - value,
        sharedWith: [],
        outrankedBy: [],
      };
    }),
    { kind: 'unratedRun', pieces, piecesWithout, value: -(values.at(-1) as number) } as const,
  ].filter(({ value }) => value !== 0);
}

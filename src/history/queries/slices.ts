/** Facts of any window, a slice of time at a time: so that they are never in memory together. */
import { dayMs, hourMs, type Interval } from '../../time/index.ts';
import type { QueryContext, UnitFactQuery, UnitFacts } from './query-context.ts';
import { checkAborted } from './window.ts';

/** A production day and the hour that a change of clocks may add: a question about a day reads once. */
const firstSliceMs = 25 * hourMs;
const sliceMsMin = hourMs;
/** As long as nothing was seen. */
const emptySliceMsMax = 16 * dayMs;
/** About as many facts are held at once. */
export const factsTogether = 262_144;

export interface FactSlice extends UnitFacts {
  /** Slices follow each other and make up the window; a fact that touches several is in each of them. */
  readonly window: Interval;
  readonly isFirst: boolean;
}

export interface SliceQuery extends UnitFactQuery {
  /** How much of what was before and after a slice is wanted too, where a fact is judged by what lies around it, ms. */
  readonly aroundMs?: number;
}

/** @param together about as many facts are held at once; default 262,144 */
export async function* sliceUnitFacts(
  { readUnitFacts }: Pick<QueryContext, 'readUnitFacts'>,
  { window, equipment, signal, aroundMs = 0 }: SliceQuery,
  together: number = factsTogether,
): AsyncGenerator<FactSlice> {
  let sliceMs = firstSliceMs;
  /** Facts per ms where most were seen: a quiet time says nothing of the one after it. */
  let densest = 0;
  for (let { fromAt } = window; fromAt < window.toAt; ) {
    checkAborted(signal);
    const slice = { fromAt, toAt: Math.min(fromAt + sliceMs, window.toAt) };
    // Times count as whole ms: a fact of the last half may round into the slice.
    const around = { fromAt: fromAt - 1 - aroundMs, toAt: slice.toAt + aroundMs };
    const facts = await readUnitFacts({ window: around, equipment, signal });
    yield { ...facts, window: slice, isFirst: fromAt === window.fromAt };
    const count = facts.production.length + facts.equipmentState.length;
    densest = Math.max(densest, count / (slice.toAt - slice.fromAt));
    const fittingMs = densest === 0 ? emptySliceMsMax : together / densest;
    sliceMs = Math.max(sliceMsMin, Math.min(sliceMs * 2, Math.floor(fittingMs)));
    fromAt = slice.toAt;
  }
}

/** Whether a fact belongs to this slice alone: it begins there, or it touches the first and began before. */
export function isFirstSeen({ window, isFirst }: FactSlice, startAt: number, endAt: number): boolean {
  const [from, to] = [Math.round(startAt), Math.round(endAt)];
  return from >= window.fromAt ? from < window.toAt : isFirst && to > window.fromAt;
}

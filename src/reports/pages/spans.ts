/** Sets of time out of a document, for drawing. */
import { type IntervalSet, listIntervals, subtract, union } from '../../time/index.ts';
import type { WrittenWindow } from '../documents/parts.ts';

export interface Span {
  readonly fromAt: number;
  readonly toAt: number;
}

export function spanOf({ from, to }: WrittenWindow): Span {
  return { fromAt: Date.parse(from), toAt: Date.parse(to) };
}

export function fromWindows(windows: readonly WrittenWindow[]): readonly Span[] {
  return windows.map(spanOf);
}

export function plus(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  return listIntervals(setOfSpans([...a, ...b]));
}

export function minus(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  return listIntervals(subtract(setOfSpans(a), setOfSpans(b)));
}

function setOfSpans(spans: readonly Span[]): IntervalSet {
  return union(
    spans.map(({ fromAt }) => fromAt),
    spans.map(({ toAt }) => toAt),
  );
}

/** The gaps that touch a window, as seen at its end. */
import { type FactTable, textAt } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import { compareText } from './compare-text.ts';
import { rowsTouching } from './day-facts.ts';

/** An interval in which a source or tag was silent when it should not have been, or in which readings were lost. */
export interface NotedGap {
  readonly source: string;
  /** Tag id; undefined where the whole source was silent. */
  readonly tag: string | undefined;
  readonly fromAt: number;
  /** Undefined where it still lasted at the window's end. */
  readonly toAt: number | undefined;
  /** One of `gapCauses`. */
  readonly cause: string;
  /** Readings known to be lost in it; undefined where nobody knows. */
  readonly lostCount: number | undefined;
  /** Whether readings of the time within it came later. */
  readonly isRecovered: boolean;
}

/**
 * Gaps of a window: those of a whole source first, then the longest within it. What ended after the window lasted for it,
 * so that a report says the same of a gap that is closed later.
 */
export function listGaps(gaps: FactTable<'gap'>, window: Interval): NotedGap[] {
  const { columns } = gaps;
  const lengthWithin = ({ fromAt, toAt = window.toAt }: NotedGap): number => toAt - Math.max(fromAt, window.fromAt);
  return rowsTouching(gaps, window)
    .map((row): NotedGap => {
      const endAt = columns.endAt[row] as number;
      const lostCount = columns.lostCount[row] as number;
      return {
        source: textAt(columns.source, row),
        tag: textAt(columns.tag, row) || undefined,
        fromAt: columns.startAt[row] as number,
        toAt: endAt > window.toAt ? undefined : endAt,
        cause: textAt(columns.cause, row),
        lostCount: Number.isNaN(lostCount) ? undefined : lostCount,
        isRecovered: textAt(columns.status, row) === 'recovered',
      };
    })
    .sort(
      (a, b) =>
        Number(a.tag !== undefined) - Number(b.tag !== undefined) ||
        lengthWithin(b) - lengthWithin(a) ||
        a.fromAt - b.fromAt ||
        compareText(`${a.source}\n${a.tag ?? ''}\n${a.cause}`, `${b.source}\n${b.tag ?? ''}\n${b.cause}`),
    );
}

/** Gaps of a window by tag or source, and the time they cover. */
import { textAt } from '../../model/index.ts';
import { type Interval, totalMs, union } from '../../time/index.ts';
import type { QueryContext } from './query-context.ts';

export interface GapsOfOne {
  count: number;
  readonly from: number[];
  readonly to: number[];
}

/** Gaps that were not recovered, by what they are sorted by; `''` and undefined leave one out. */
export async function gapsBy(
  { snapshot }: QueryContext,
  window: Interval,
  signal: AbortSignal | undefined,
  keyOf: (source: string, tag: string) => string | undefined,
): Promise<ReadonlyMap<string, GapsOfOne>> {
  const found = new Map<string, GapsOfOne>();
  for await (const { columns, length } of snapshot.scan({ kind: 'gap', window, ...(signal && { signal }) }))
    for (let row = 0; row < length; row++) {
      if (textAt(columns.status, row) === 'recovered') continue;
      const key = keyOf(textAt(columns.source, row), textAt(columns.tag, row)) ?? '';
      if (key === '') continue;
      const own = found.get(key) ?? { count: 0, from: [], to: [] };
      own.count++;
      own.from.push(Math.max(columns.startAt[row] as number, window.fromAt));
      own.to.push(Math.min(columns.endAt[row] as number, window.toAt));
      found.set(key, own);
    }
  return found;
}

/** Time within the window, up to `untilAt`, that any of them covers, ms. */
export function coveredMs(gaps: GapsOfOne | undefined, window: Interval, untilAt: number): number {
  if (gaps === undefined) return 0;
  return totalMs(
    union(
      gaps.from,
      gaps.to.map((at) => Math.min(at, untilAt, window.toAt)),
    ),
  );
}

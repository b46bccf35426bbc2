/** What a store takes, by kind or level and day (UTC). */
import { dayMs } from '../../../time/index.ts';
import type { DaySize } from '../../port.ts';
import { dayName } from '../layout.ts';
import type { ManifestState } from '../manifest-state.ts';
import type { RollupSegment } from '../rollups/rollup-segment.ts';

/** A file of rollups that spans several days counts for each of them by its part of the time. */
export function listSizes(state: Pick<ManifestState, 'segments' | 'rollups'>): readonly DaySize[] {
  const sizes = new Map<string, { rows: number; bytes: number; readonly size: Pick<DaySize, 'what' | 'day'> }>();
  const add = (what: DaySize['what'], day: string, rows: number, bytes: number): void => {
    const key = `${Object.values(what).join()} ${day}`;
    const known = sizes.get(key) ?? { rows: 0, bytes: 0, size: { what, day } };
    known.rows += rows;
    known.bytes += bytes;
    sizes.set(key, known);
  };
  for (const { kind, day, role, rowCount, byteLength } of state.segments.values())
    add({ kind }, day, role === 'facts' ? rowCount : 0, byteLength);
  // Files of values and of states have rows of their own; those of values are one for each tag and bucket.
  for (const segment of state.rollups.values())
    for (const { day, share } of daysOf(segment))
      add(
        { level: segment.level },
        day,
        segment.content === 'values' ? segment.rowCount * share : 0,
        segment.byteLength * share,
      );
  return [...sizes.values()].map(({ rows, bytes, size }) => ({
    ...size,
    rowCount: Math.round(rows),
    byteLength: Math.round(bytes),
  }));
}

function daysOf({ fromAt, toAt }: RollupSegment): readonly { readonly day: string; readonly share: number }[] {
  const first = Math.floor(fromAt / dayMs);
  const last = Math.max(first, Math.ceil(toAt / dayMs) - 1);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const [begin, end] = [(first + i) * dayMs, (first + i + 1) * dayMs];
    const share = last === first ? 1 : (Math.min(end, toAt) - Math.max(begin, fromAt)) / (toAt - fromAt);
    return { day: dayName(first + i), share };
  });
}

/**
 * The time whose readings say something else once gaps came. What a gap was known to last before matters too: one that lasted
 * and is over now leaves the time in it as silent as it was, so a sensor that was out for a year makes no year of rollups stale
 * when it comes back. Runs in the child process.
 */
import { gapOpenEndAt } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { wordsPerRow } from './identity-words.ts';
import type { KnownFacts } from './known-facts.ts';
import { findText, numbersOf } from './packed-columns.ts';
import type { Part } from './received-facts.ts';

/**
 * From the first to the last of it by day of the gaps' start, whole days since 1970. It has no length where nothing changes, as
 * by a gap that is known only after its readings came.
 *
 * @param superseded rows of `known` that are superseded now
 */
export function timeTouchedByGaps(
  parts: readonly Part[],
  known: KnownFacts,
  superseded: readonly number[],
): ReadonlyMap<number, Interval> {
  const endBefore = new Map(superseded.map((row) => [identityAt(known.identity, row), known.endAt[row] as number]));
  const touched = new Map<number, Interval>();
  for (const { table, rows, revision, days, hashes } of parts) {
    if (table.kind !== 'gap') continue;
    const [startAt, endAt] = [numbersOf(table, 'startAt'), numbersOf(table, 'endAt')];
    const status = findText(table, 'status');
    for (const row of rows) {
      const day = days[row] as number;
      const isSilent = status?.dictionary[status.codes[row] as number] !== 'recovered';
      const [fromAt, toAt] = [startAt[row] as number, endAt[row] as number];
      const before = touched.get(day) ?? { fromAt, toAt: fromAt };
      if (revision[row] === 1) touched.set(day, isSilent ? hullOf(before, { fromAt, toAt }) : before);
      else {
        const lasted = hashes !== undefined && endBefore.get(identityAt(hashes.identity, row)) === gapOpenEndAt;
        touched.set(day, hullOf(before, { fromAt: lasted && isSilent ? toAt : fromAt, toAt: gapOpenEndAt }));
      }
    }
  }
  return touched;
}

function hullOf(a: Interval, b: Interval): Interval {
  if (a.fromAt === a.toAt) return b;
  return { fromAt: Math.min(a.fromAt, b.fromAt), toAt: Math.max(a.toAt, b.toAt) };
}

function identityAt(words: Uint32Array, row: number): string {
  return words.subarray(row * wordsPerRow, (row + 1) * wordsPerRow).join();
}

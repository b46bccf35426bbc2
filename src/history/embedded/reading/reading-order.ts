/** Whether files of readings, one after the other, are in order as they lie. Pure. */
import type { Segment } from '../manifest-state.ts';

/**
 * The files in the order in which their rows are sorted by tag and instant without being sorted anew; undefined where there is
 * none, as where two files have readings of one tag and time. A file is sorted itself: so are those of a closed day, which have
 * a few tags each, and those of one tag that follow each other in time.
 *
 * @param supersededCount rows that are left out are found by a join, which keeps no order
 */
export function findReadingOrder(
  facts: readonly Segment[],
  supersededCount: number,
  tags: readonly string[] | undefined,
): readonly Segment[] | undefined {
  const [first] = facts;
  if (first === undefined) return facts;
  // Files of different formats are read by parts of the query, so not one after the other.
  const areAlike = facts.every(({ format, hasFractions }) => format === 2 && hasFractions === first.hasFractions);
  if (supersededCount > 0 || !areAlike) return undefined;
  if (facts.length === 1) return facts;
  return byTags(facts) ?? (tags?.length === 1 ? byTime(facts) : undefined);
}

function byTags(facts: readonly Segment[]): readonly Segment[] | undefined {
  const ranges = facts.flatMap((segment) => {
    const { places } = segment;
    return places === undefined ? [] : [{ segment, from: Buffer.from(places[0]), to: Buffer.from(places[1]) }];
  });
  if (ranges.length < facts.length) return undefined;
  ranges.sort((a, b) => a.from.compare(b.from));
  const areApart = ranges.every(({ from }, i) => i === 0 || (ranges[i - 1]?.to.compare(from) ?? 0) < 0);
  return areApart ? ranges.map(({ segment }) => segment) : undefined;
}

function byTime(facts: readonly Segment[]): readonly Segment[] | undefined {
  const inTime = facts.toSorted((a, b) => (a.minStartAt ?? Number.NaN) - (b.minStartAt ?? Number.NaN));
  const areApart = inTime.every(
    ({ minStartAt = Number.NaN }, i) => i === 0 || (inTime[i - 1]?.maxStartAt ?? Number.NaN) < minStartAt,
  );
  return areApart && inTime.every(({ maxStartAt }) => maxStartAt !== undefined) ? inTime : undefined;
}

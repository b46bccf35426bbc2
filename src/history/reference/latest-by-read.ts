/** The last reading of each tag, by reading back from an instant. */
import { hourMs } from '../../time/index.ts';
import type { HistorySnapshot, LatestQuery, StoredFacts } from '../port.ts';
import { createLatestTable, type LatestReading, lastOfTags } from './latest-table.ts';

/**
 * `HistorySnapshot.findLatest` for a store that knows nothing of when a tag spoke last: windows before the instant, each twice
 * as long as the one after it, until every tag has spoken or there are no readings before. Without tags that is all of them.
 *
 * @throws what `read` throws
 * @example findLatest: (query) => latestByRead({ read, findExtent }, query)
 */
export async function latestByRead(
  snapshot: Pick<HistorySnapshot, 'read' | 'findExtent'>,
  { tags, at, signal }: LatestQuery,
): Promise<StoredFacts<'reading'>> {
  const found = new Map<string, LatestReading>();
  const extent = snapshot.findExtent('reading');
  const missing = tags === undefined ? undefined : new Set(tags);
  if (extent === undefined || missing?.size === 0) return createLatestTable(found);
  // The end of a window is not in it: a little behind the instant, and what lies there is left out.
  let toAt = Math.min(at, extent.toAt) + 1;
  for (let lengthMs = hourMs; toAt > extent.fromAt && missing?.size !== 0; lengthMs *= 2) {
    const fromAt = Math.max(extent.fromAt, toAt - lengthMs);
    const readings = await snapshot.read({
      kind: 'reading',
      window: { fromAt, toAt },
      ...(missing === undefined ? {} : { places: [...missing] }),
      ...(signal === undefined ? {} : { signal }),
    });
    for (const [tag, reading] of lastOfTags(readings, at)) {
      if (!found.has(tag)) found.set(tag, reading);
      missing?.delete(tag);
    }
    toAt = fromAt;
  }
  return createLatestTable(found);
}

/** How far readings are rolled up, for whoever runs the plant. Pure. */
import { type RollupLevel, rollupLevels } from '../../../analytics/index.ts';
import { dayMs } from '../../../time/index.ts';
import type { RollupStatus } from '../../port.ts';
import { dayStart } from '../reading-versions.ts';
import { isMakeable } from '../retention/makeable.ts';
import { isMissingUnit } from './due-units.ts';
import type { RollupCalendar } from './settings.ts';
import { type KeptRollups, listSlots, type RollupSlot } from './slots.ts';

/** @param calendar without one nothing is said of what days and shifts lack */
export function describeRollups(state: KeptRollups, calendar: RollupCalendar | undefined): readonly RollupStatus[] {
  return rollupLevels.map((level) => describeLevel(state, level, calendar));
}

function describeLevel(state: KeptRollups, level: RollupLevel, calendar: RollupCalendar | undefined): RollupStatus {
  let [fileCount, rowCount, byteLength] = [0, 0, 0];
  const spans: { readonly fromAt: number; readonly toAt: number }[] = [];
  for (const segment of state.rollups.values()) {
    if (segment.level !== level) continue;
    fileCount++;
    byteLength += segment.byteLength;
    if (segment.content !== 'values') continue;
    rowCount += segment.rowCount;
    spans.push(segment);
  }
  let [currentCount, staleCount, missingCount] = [0, 0, 0];
  let extent: RollupStatus['extent'];
  for (const slot of listSlots(state, level, windowOf(state), calendar)) {
    const { fromAt, toAt, version, owner } = slot;
    if (owner !== undefined) {
      extent = { fromAt: extent?.fromAt ?? fromAt, toAt: Math.max(extent?.toAt ?? toAt, toAt) };
      if (version > 0) currentCount++;
    } else if (!isMissing(state, level, slot)) continue;
    else if (version > 0 && spans.some((span) => fromAt >= span.fromAt && fromAt < span.toAt)) staleCount++;
    else if (version > 0) missingCount++;
  }
  return { level, extent, currentCount, staleCount, missingCount, fileCount, rowCount, byteLength };
}

/** Of all readings, and of all that is rolled up: rollups may outlive their readings. */
function windowOf({ readingVersions, rollups }: KeptRollups): { readonly fromAt: number; readonly toAt: number } {
  let [fromAt, toAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of readingVersions.keys()) {
    // A production day or shift that has readings of it may have begun the day before.
    fromAt = Math.min(fromAt, dayStart(day) - dayMs);
    toAt = Math.max(toAt, dayStart(day) + dayMs);
  }
  for (const segment of rollups.values()) {
    fromAt = Math.min(fromAt, segment.fromAt);
    toAt = Math.max(toAt, segment.toAt);
  }
  return fromAt < toAt ? { fromAt, toAt } : { fromAt: 0, toAt: 0 };
}

/** What has expired lacks nothing. */
function isMissing(state: KeptRollups, level: RollupLevel, slot: RollupSlot): boolean {
  if (level === 'day' || level === 'shift') return isMissingUnit(state, level, slot);
  return isMakeable(state.expiries, level, slot);
}

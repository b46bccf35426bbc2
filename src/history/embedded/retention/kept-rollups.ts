/** Rollups of tags whose readings have expired: what was rolled up when they went holds, whatever comes of other tags. Pure. */
import { dayMs, hourMs, type Interval } from '../../../time/index.ts';
import { dayName } from '../layout.ts';
import type { ManifestState } from '../manifest-state.ts';
import { dayStart, hoursPerDay } from '../reading-versions.ts';
import type { KeptRollups } from '../rollups/slots.ts';

const known = new WeakMap<ManifestState, Map<number, KeptRollups>>();

/** A state's rollups, as they are held for tags whose readings have expired before an instant; often the state itself. */
export function keptFor(state: ManifestState, beforeAt: number): KeptRollups {
  const found = known.get(state)?.get(beforeAt);
  if (found !== undefined) return found;
  const kept = workOut(state, beforeAt);
  known.set(state, (known.get(state) ?? new Map()).set(beforeAt, kept));
  return kept;
}

function workOut(state: ManifestState, beforeAt: number): KeptRollups {
  const { rollups, expiries, expiredVersions } = state;
  const days = [...expiredVersions].filter(([day]) => dayStart(day) + dayMs <= beforeAt);
  if (days.length === 0) return state;
  const readingVersions = new Map(state.readingVersions);
  const gapVersions = new Map(state.gapVersions);
  for (const [day, versions] of days) {
    readingVersions.set(day, versions);
    gapVersions.delete(day);
  }
  return { rollups, expiries, readingVersions, gapVersions };
}

/**
 * The time within an interval, by hours (UTC), whose readings have expired: there were some, or nobody knows any more.
 *
 * @param beforeAt when the readings of the tags asked for have expired
 */
export function* listExpiredTime(
  { readingVersions, expiredVersions, forgotten }: ManifestState,
  { fromAt, toAt }: Interval,
  beforeAt: number,
): Generator<Interval, void, undefined> {
  const end = Math.min(toAt, beforeAt);
  for (let day = Math.floor(fromAt / dayMs); day * dayMs < end; day++) {
    const dayAt = day * dayMs;
    const name = dayName(day);
    const isForgotten = forgotten !== undefined && dayAt >= forgotten.fromAt && dayAt < forgotten.toAt;
    const versions = expiredVersions.get(name) ?? readingVersions.get(name);
    for (let hour = 0; hour < hoursPerDay; hour++) {
      if (!isForgotten && (versions?.[hour] ?? 0) === 0) continue;
      const from = Math.max(fromAt, dayAt + hour * hourMs);
      const to = Math.min(end, dayAt + (hour + 1) * hourMs);
      if (from < to) yield { fromAt: from, toAt: to };
    }
  }
}

/**
 * Which file of rollups answers which time. A slot is the least time that is rolled up, answered and made stale as one: an
 * hour of the levels `minute` and `hour`, a day, a shift. Of several files that speak for one the newest counts, and none that
 * is older than the last commit that touched it. Pure.
 */
import type { RollupLevel } from '../../../analytics/index.ts';
import { dayMs, hourMs, type Interval } from '../../../time/index.ts';
import { dayName } from '../layout.ts';
import type { ManifestState } from '../manifest-state.ts';
import { dayStart, hoursPerDay } from '../reading-versions.ts';
import type { RollupSegment } from './rollup-segment.ts';
import type { RollupCalendar } from './settings.ts';

export interface RollupSlot extends Interval {
  /** Number of the last commit that brought readings or gaps of it; 0 where there is no reading. */
  readonly version: number;
  /** The file of values that answers it; undefined where none does. */
  readonly owner: RollupSegment | undefined;
}

/** What is asked of a state. */
export type KeptRollups = Pick<ManifestState, 'rollups' | 'readingVersions' | 'gapVersions' | 'expiries'>;

/**
 * The slots of a level in the order of time: hours that touch the window and have readings or are in a file, or the days or
 * shifts that begin in it.
 */
export function listSlots(
  state: KeptRollups,
  level: RollupLevel,
  window: Interval,
  calendar: RollupCalendar | undefined,
): RollupSlot[] {
  if (level === 'minute' || level === 'hour') return listHours(state, level, window);
  return calendar === undefined ? [] : listUnits(state, level, window, calendar);
}

function listHours(state: KeptRollups, level: RollupLevel, window: Interval): RollupSlot[] {
  const owners = new Map<number, (RollupSegment | undefined)[]>();
  const ownersOf = (day: number): (RollupSegment | undefined)[] => {
    const known = owners.get(day) ?? new Array<RollupSegment | undefined>(hoursPerDay).fill(undefined);
    owners.set(day, known);
    return known;
  };
  for (const day of listReadingDays(state, window)) ownersOf(day);
  const versionOf = createVersionLookup(state);
  for (const segment of listSegments(state, level)) {
    const from = Math.max(segment.fromAt, Math.floor(window.fromAt / hourMs) * hourMs);
    const to = Math.min(segment.toAt, window.toAt);
    for (let at = from; at < to; at += hourMs) {
      const hour = at / hourMs;
      if (versionOf(hour) > segment.version) continue;
      const day = Math.floor(at / dayMs);
      ownersOf(day)[hour - day * hoursPerDay] = segment;
    }
  }
  const slots: RollupSlot[] = [];
  for (const day of [...owners.keys()].sort((a, b) => a - b))
    for (const [i, owner] of (owners.get(day) ?? []).entries()) {
      const fromAt = day * dayMs + i * hourMs;
      if (fromAt >= window.toAt || fromAt + hourMs <= window.fromAt) continue;
      const version = versionOf(fromAt / hourMs);
      if (version > 0 || owner !== undefined) slots.push({ fromAt, toAt: fromAt + hourMs, version, owner });
    }
  return slots;
}

function listUnits(state: KeptRollups, level: RollupLevel, window: Interval, calendar: RollupCalendar): RollupSlot[] {
  const units = level === 'day' ? calendar.listDays(window) : calendar.listShifts(window);
  const versionOf = createVersionLookup(state);
  const versions = units.map(({ fromAt, toAt }) => {
    let version = 0;
    for (let hour = Math.floor(fromAt / hourMs); hour * hourMs < toAt; hour++)
      version = Math.max(version, versionOf(hour));
    return version;
  });
  const owners = new Array<RollupSegment | undefined>(units.length).fill(undefined);
  for (const segment of listSegments(state, level)) {
    if (segment.calendar !== calendar.fingerprint) continue;
    for (let i = firstFrom(units, segment.fromAt); i < units.length; i++) {
      if ((units[i] as Interval).fromAt >= segment.toAt) break;
      if ((versions[i] as number) <= segment.version) owners[i] = segment;
    }
  }
  return units.map(({ fromAt, toAt }, i) => ({ fromAt, toAt, version: versions[i] as number, owner: owners[i] }));
}

/** By level, of one map of files, which commits leave as it is. */
const sortedByMap = new WeakMap<KeptRollups['rollups'], Map<RollupLevel, readonly RollupSegment[]>>();

/** Files of values of a level, the newest last. */
export function listSegments({ rollups }: Pick<KeptRollups, 'rollups'>, level: RollupLevel): readonly RollupSegment[] {
  let byLevel = sortedByMap.get(rollups);
  if (byLevel === undefined) {
    const values = [...rollups.values()].filter(({ content }) => content === 'values');
    byLevel = Map.groupBy(
      values.sort((a, b) => a.version - b.version),
      (segment) => segment.level,
    );
    sortedByMap.set(rollups, byLevel);
  }
  return byLevel.get(level) ?? [];
}

/** Days with readings that touch a window, by whole days since 1970. */
function listReadingDays({ readingVersions }: KeptRollups, { fromAt, toAt }: Interval): number[] {
  const [first, end] = [Math.floor(fromAt / dayMs), Math.ceil(toAt / dayMs)];
  if (end - first > readingVersions.size)
    return [...readingVersions.keys()].map((day) => dayStart(day) / dayMs).filter((day) => day >= first && day < end);
  const days: number[] = [];
  for (let day = first; day < end; day++) if (readingVersions.has(dayName(day))) days.push(day);
  return days;
}

/** By number of the hour since 1970; most calls are for the day of the one before. */
function createVersionLookup({ readingVersions, gapVersions }: KeptRollups): (hour: number) => number {
  let known = Number.NaN;
  let readings: readonly number[] | undefined;
  let gaps: readonly number[] | undefined;
  return (hour) => {
    const day = Math.floor(hour / hoursPerDay);
    if (day !== known) {
      known = day;
      const name = dayName(day);
      readings = readingVersions.get(name);
      gaps = gapVersions.get(name);
    }
    const i = hour - day * hoursPerDay;
    return Math.max(readings?.[i] ?? 0, gaps?.[i] ?? 0);
  };
}

/** Index of the first that begins at or after an instant. */
function firstFrom(units: readonly Interval[], at: number): number {
  let from = 0;
  let to = units.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((units[middle] as Interval).fromAt < at) from = middle + 1;
    else to = middle;
  }
  return from;
}

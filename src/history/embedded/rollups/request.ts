/** What the child is asked, made of one state: it says how things are as of that state's version, whatever comes meanwhile. */
import { plainRule, type RollupLevel, type RollupRule } from '../../../analytics/index.ts';
import { dayMs, hourMs, type Interval } from '../../../time/index.ts';
import type { ManifestState } from '../manifest-state.ts';
import { type ExpiredTags, expiredTagsBefore } from '../retention/expired-tags.ts';
import { keptFor } from '../retention/kept-rollups.ts';
import { type SegmentSelection, selectSegments } from '../segment-reader.ts';
import { coverOf } from './cover.ts';
import type { RollupPart, RollupSegment } from './rollup-segment.ts';
import type { RollupCalendar, RollupSettings } from './settings.ts';
import type { RollupTask } from './tasks.ts';

/** What readings are worked out from. */
export interface ReadingsWork {
  readonly readings: SegmentSelection;
  readonly gaps: SegmentSelection;
  readonly rules: RollupSettings['tags'];
}

/** Rows of tags whose readings of the hours are gone, as they were made of them. */
export interface CarriedRows {
  readonly expired: ExpiredTags;
  readonly minute: readonly RollupPart[];
  readonly hour: readonly RollupPart[];
}

export type RollupWork = { readonly version: number; readonly window: Interval } & (
  | ({ readonly kind: 'hours'; readonly carried?: CarriedRows } & ReadingsWork)
  | ({
      readonly kind: 'units';
      readonly level: 'day' | 'shift';
      readonly calendar: string;
      readonly units: readonly Interval[];
      /** Rows of hours. */
      readonly parts: readonly RollupPart[];
      /** Tags of which some readings are gone: their rows stay as they are. */
      readonly expired: ExpiredTags;
    } & ReadingsWork)
  | {
      readonly kind: 'merge';
      readonly level: RollupLevel;
      readonly calendar?: string;
      readonly parts: readonly RollupPart[];
    }
);

export interface RollupRequest {
  readonly type: 'rollup';
  readonly dir: string;
  /** File name of the new files. */
  readonly name: string;
  readonly work: RollupWork;
}

export interface RollupReply {
  readonly segments: readonly RollupSegment[];
}

export function workOf(
  state: ManifestState,
  task: RollupTask,
  rules: RollupSettings['tags'],
  calendar: RollupCalendar | undefined,
): RollupWork {
  const { version } = state;
  if (task.kind === 'merge') {
    const { level, window, parts } = task;
    const isCut = level === 'day' || level === 'shift';
    return {
      kind: 'merge',
      version,
      window,
      level,
      parts,
      ...(isCut && calendar !== undefined ? { calendar: calendar.fingerprint } : {}),
    };
  }
  const window = task.kind === 'hours' ? task.window : hoursOf(task.units);
  const readingsWork: ReadingsWork = {
    readings: selectSegments(state, 'reading', window),
    gaps: selectSegments(state, 'gap', window),
    rules,
  };
  if (task.kind === 'hours') {
    const carried = carriedOf(state, window);
    return { kind: 'hours', version, window, ...readingsWork, ...(carried === undefined ? {} : { carried }) };
  }
  return {
    kind: 'units',
    version,
    window: task.window,
    level: task.level,
    calendar: calendar?.fingerprint ?? '',
    units: task.units,
    parts: coverOf(state, 'hour', window),
    expired: expiredTagsBefore(state.expiries, dayAfter(window.fromAt)),
    ...readingsWork,
  };
}

/** Undefined where all readings of the day are there. */
function carriedOf(state: ManifestState, window: Interval): CarriedRows | undefined {
  const endAt = dayAfter(window.fromAt);
  const expired = expiredTagsBefore(state.expiries, endAt);
  if (expired.kind === 'none') return undefined;
  const kept = keptFor(state, endAt);
  return { expired, minute: coverOf(kept, 'minute', window), hour: coverOf(kept, 'hour', window) };
}

/** End of the day (UTC) of an instant. */
function dayAfter(at: number): number {
  return (Math.floor(at / dayMs) + 1) * dayMs;
}

/** The whole hours that the units touch. */
export function hoursOf(units: readonly Interval[]): Interval {
  const fromAt = Math.min(...units.map((unit) => unit.fromAt));
  const toAt = Math.max(...units.map((unit) => unit.toAt));
  return { fromAt: Math.floor(fromAt / hourMs) * hourMs, toAt: Math.ceil(toAt / hourMs) * hourMs };
}

/** @returns the rule of each tag; those not described have `plainRule` */
export function createRuleLookup(rules: RollupSettings['tags']): (tag: string) => RollupRule {
  const byTag = new Map(rules.map(({ id, rule }) => [id, rule]));
  return (tag) => byTag.get(tag) ?? plainRule;
}

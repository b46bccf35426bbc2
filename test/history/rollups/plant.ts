/** Calendars and states for tests of how rollups are kept. */
import {
  applyEntry,
  emptyState,
  type ManifestEntry,
  type ManifestState,
  type Segment,
} from '../../../src/history/embedded/manifest-state.ts';
import type { RollupCalendar } from '../../../src/history/embedded/rollups/settings.ts';
import type { Interval } from '../../../src/time/index.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
export const firstDay = 20_458;
export const firstAt = firstDay * dayMs;
export const always: Interval = { fromAt: firstAt - 100 * dayMs, toAt: firstAt + 100 * dayMs };

/** Days that begin so long after midnight (UTC); shifts by begin and end within the day. */
export function calendarOf(
  fingerprint: string,
  beginMs: number,
  shifts: readonly (readonly [fromMs: number, toMs: number])[],
): RollupCalendar {
  const list = (units: readonly (readonly [number, number])[]) => {
    return ({ fromAt, toAt }: Interval): Interval[] => {
      const listed: Interval[] = [];
      for (let day = Math.floor(fromAt / dayMs) - 1; day * dayMs < toAt; day++)
        for (const [from, to] of units)
          listed.push({ fromAt: day * dayMs + beginMs + from, toAt: day * dayMs + beginMs + to });
      return listed
        .filter((unit) => unit.fromAt >= fromAt && unit.fromAt < toAt)
        .sort((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt);
    };
  };
  return { fingerprint, listDays: list([[0, dayMs]]), listShifts: list(shifts) };
}

/** The state after one more entry. */
export function after(
  state: ManifestState,
  fields: Partial<Pick<ManifestEntry, 'kind' | 'version' | 'added' | 'rollups'>>,
): ManifestState {
  const sequence = state.sequence + 1;
  const entry: ManifestEntry = {
    format: 4,
    sequence,
    previous: state.digest,
    kind: 'commit',
    version: state.version,
    at: 0,
    fencing: 1,
    holder: 'test',
    sources: {},
    added: [],
    removed: [],
    ...fields,
  };
  return applyEntry(state, entry, String(sequence));
}

export const start: ManifestState = emptyState;

/** Segments of readings by UTC day, as a commit of these instants adds them. */
export function readingSegments(instants: readonly number[], path: string): Segment[] {
  return [...Map.groupBy(instants, (at) => Math.floor(at / dayMs))].map(([day, ofDay]) =>
    segmentOf('reading', `${path}-${day}`, Math.min(...ofDay), Math.max(...ofDay), Math.max(...ofDay)),
  );
}

export function segmentOf(
  kind: 'reading' | 'gap',
  path: string,
  minStartAt: number,
  maxStartAt: number,
  maxEndAt: number,
): Segment {
  const day = new Date(Math.floor(minStartAt / dayMs) * dayMs).toISOString().slice(0, 10);
  return {
    path,
    role: 'facts',
    kind,
    day,
    rowCount: 1,
    byteLength: 1,
    sha256: '',
    minStartAt,
    maxStartAt,
    maxEndAt,
    ...(kind === 'reading' ? { format: 2 as const } : {}),
  };
}

/** When hours are due, in which order, and when files are merged. */
import { expect, test } from 'vitest';
import { BackgroundSchedule } from '../../../src/history/embedded/background-schedule.ts';
import { largeMergeLimits } from '../../../src/history/embedded/large-merge.ts';
import type { ManifestState } from '../../../src/history/embedded/manifest-state.ts';
import { createCachedCalendar } from '../../../src/history/embedded/rollups/cached-calendar.ts';
import { coverOf } from '../../../src/history/embedded/rollups/cover.ts';
import { findDueHours } from '../../../src/history/embedded/rollups/due-hours.ts';
import { rollupLimits } from '../../../src/history/embedded/rollups/limits.ts';
import { planRollupMerge } from '../../../src/history/embedded/rollups/plan-merge.ts';
import { RollupPlanner } from '../../../src/history/embedded/rollups/planner.ts';
import type { RollupSegment } from '../../../src/history/embedded/rollups/rollup-segment.ts';
import { createSettledVersions } from '../../../src/history/embedded/rollups/settled-versions.ts';
import type { Interval } from '../../../src/time/index.ts';
import {
  after,
  always,
  calendarOf,
  dayMs,
  firstAt,
  firstDay,
  hourMs,
  minuteMs,
  readingSegments,
  start,
} from './plant.ts';

const hour = (from: number, to: number = from + 1): Interval => ({
  fromAt: firstAt + from * hourMs,
  toAt: firstAt + to * hourMs,
});

/** A commit for each group of hours. */
function withReadings(...commits: readonly (readonly number[])[]): ManifestState {
  let state = start;
  for (const hours of commits) {
    const version = state.version + 1;
    const added = hours.flatMap((one) => readingSegments([firstAt + one * hourMs], `${version}-${one}`));
    state = after(state, { version, added });
  }
  return state;
}

let count = 0;
function fileOf(level: RollupSegment['level'], window: Interval, version: number, byteLength = 100): RollupSegment {
  const path = `rollup/${level}/values/${++count}.parquet`;
  return { path, level, content: 'values', ...window, version, rowCount: 1, byteLength, sha256: '' };
}

function withFiles(state: ManifestState, ...added: readonly RollupSegment[]): ManifestState {
  return after(state, { kind: 'rollup', rollups: { added, removed: [] } });
}

const settled = (nowMs: number, settledVersion = Number.POSITIVE_INFINITY) => ({ nowMs, settledVersion });
const endedMs = 5 * minuteMs;
const windowOf = (task: { readonly window: Interval } | undefined): Interval | undefined => task?.window;

test('an hour is due five minutes after its end, once its last commit is settled', () => {
  const state = withReadings([3], [3]);
  const endAt = firstAt + 4 * hourMs;
  const due = (nowMs: number, version: number) =>
    windowOf(findDueHours(state, firstDay, settled(nowMs, version), endedMs).task);
  expect(due(endAt + endedMs - 1, 2)).toBeUndefined();
  expect(due(endAt + endedMs, 1)).toBeUndefined();
  expect(due(endAt + endedMs, 2)).toEqual(hour(3));
});

test('hours that follow each other are one task, over hours without readings too; one that is not settled ends it', () => {
  const late = settled(firstAt + 2 * dayMs);
  const all = withReadings([1, 2, 5, 6]);
  expect(windowOf(findDueHours(all, firstDay, late, endedMs).task)).toEqual(hour(1, 7));
  const touched = withReadings([1, 2, 5, 6], [5]);
  expect(windowOf(findDueHours(touched, firstDay, settled(late.nowMs, 1), endedMs).task)).toEqual(hour(6));
});

test('an hour that only one level has is made for both', () => {
  const state = withReadings([1]);
  const late = settled(firstAt + dayMs);
  const half = withFiles(state, fileOf('hour', hour(1), 1));
  expect(findDueHours(half, firstDay, late, endedMs)).toMatchObject({ task: { window: hour(1) }, isFinished: false });
  const whole = withFiles(half, fileOf('minute', hour(1), 1));
  expect(findDueHours(whole, firstDay, late, endedMs)).toEqual({ task: undefined, isFinished: true });
});

test('the newest day comes first, what failed last, and what lies in the future not at all', () => {
  const state = withReadings([1], [25], [1_000]);
  const planner = new RollupPlanner(undefined, rollupLimits);
  const late = settled(firstAt + 3 * dayMs);
  const first = planner.plan(state, late);
  expect(windowOf(first)).toEqual(hour(25));
  planner.noteFailed({ kind: 'hours', window: hour(25) });
  expect(windowOf(planner.plan(state, late))).toEqual(hour(1));
  const made = withFiles(state, fileOf('hour', hour(1), 3), fileOf('minute', hour(1), 3));
  expect(windowOf(planner.plan(made, late))).toEqual(hour(25));
});

test('every day of years comes to its turn, though only some are looked at in one go', () => {
  const days = Array.from({ length: 400 }, (_, day) => day * 24);
  const state = withReadings(days);
  const files = (['minute', 'hour'] as const).map((level) => fileOf(level, hour(24, 400 * 24), 1));
  const planner = new RollupPlanner(undefined, rollupLimits);
  // Of all but the first day rollups are there.
  const made = withFiles(state, ...files);
  const late = settled(firstAt + 500 * dayMs);
  let plans = 1;
  let task = planner.plan(made, late);
  for (; task === undefined; plans++) task = planner.plan(made, late);
  expect(windowOf(task)).toEqual(hour(0));
  expect(plans).toBeLessThan(10);
});

test('without settings nothing is rolled up', () => {
  const options = { dir: '', largeMerge: largeMergeLimits, rollupLimits, nameOf: String };
  const state = withReadings([1]);
  const nowMs = firstAt + dayMs;
  const without = new BackgroundSchedule({ ...options, rollups: undefined }, 1);
  expect(without.findNext(state, nowMs, 0)).toBeUndefined();
  const schedule = new BackgroundSchedule({ ...options, rollups: { tags: [] } }, 1);
  expect(schedule.findNext(state, nowMs, 0)).toMatchObject({
    kind: 'rollup',
    task: { kind: 'hours', window: hour(1) },
  });
  // It has just looked.
  expect(schedule.findNext(state, nowMs, 999)).toBeUndefined();
});

test('a version is settled once it is old enough by a clock that is never set', () => {
  const versions = createSettledVersions(4);
  versions.note(4, 0);
  versions.note(5, 1_000);
  versions.note(9, 2_000);
  versions.note(9, 3_000);
  expect(versions.find(60_000, 3_000)).toBe(4);
  expect(versions.find(60_000, 61_000)).toBe(5);
  expect(versions.find(60_000, 62_000)).toBe(9);
});

test('a calendar is asked once for the same time', () => {
  let asked = 0;
  const plain = calendarOf('plain', 0, [[0, 8 * hourMs]]);
  const cached = createCachedCalendar({
    ...plain,
    listDays(window) {
      asked++;
      return plain.listDays(window);
    },
  });
  const window = { fromAt: firstAt + hourMs, toAt: firstAt + 100 * dayMs };
  expect(cached.listDays(window)).toEqual(plain.listDays(window));
  const before = asked;
  expect(cached.listDays(window)).toEqual(plain.listDays(window));
  expect(asked).toBe(before);
});

const limits = { segmentsMin: 4, bytesMax: 10_000 };

test('files of like size that follow each other are merged once there are enough, smaller ones between them too', () => {
  const state = withReadings(Array.from({ length: 12 }, (_, i) => i));
  const files = [1_000, 1_000, 3, 1_000, 1_000].map((bytes, i) => fileOf('hour', hour(i), 1, bytes));
  expect(planRollupMerge(withFiles(state, ...files.slice(0, 4)), 'hour', undefined, limits)).toBeUndefined();
  const task = planRollupMerge(withFiles(state, ...files), 'hour', undefined, limits);
  expect(task).toMatchObject({ window: hour(0, 5), removed: files.map(({ path }) => path) });
});

test('no file is merged over an hour that a commit has touched since', () => {
  const hours = Array.from({ length: 8 }, (_, i) => i);
  const state = withFiles(withReadings(hours), ...hours.map((i) => fileOf('hour', hour(i), 1)));
  expect(planRollupMerge(state, 'hour', undefined, limits)).toMatchObject({ window: hour(0, 8) });
  const touched = after(state, { version: 2, added: readingSegments([firstAt + 3 * hourMs], 'late') });
  expect(planRollupMerge(touched, 'hour', undefined, limits)).toMatchObject({ window: hour(4, 8) });
});

test('a file of which hours were made anew is merged with them once they are enough', () => {
  const hours = Array.from({ length: 24 }, (_, i) => i);
  const large = fileOf('hour', hour(0, 24), 1, 9_000);
  let state = withFiles(withReadings(hours), large);
  for (const i of [2, 5, 9]) {
    const version = state.version + 1;
    state = after(state, { version, added: readingSegments([firstAt + i * hourMs], `late-${i}`) });
    expect(planRollupMerge(state, 'hour', undefined, limits)).toBeUndefined();
    state = withFiles(state, fileOf('hour', hour(i), version, 10));
  }
  const task = planRollupMerge(state, 'hour', undefined, limits);
  expect(task?.window).toEqual(hour(0, 24));
  expect(task?.parts.map(({ fromAt }) => (fromAt - firstAt) / hourMs)).toEqual([0, 2, 3, 5, 6, 9, 10]);
});

test('a window is answered by whole minutes, hours and units of it', () => {
  const state = withFiles(withReadings([0, 1, 2]), fileOf('minute', hour(0, 3), 1), fileOf('hour', hour(0, 3), 1), {
    ...fileOf('shift', hour(0, 2), 1),
    calendar: 'c',
  });
  const calendar = calendarOf('c', 0, [
    [0, hourMs],
    [hourMs, 2 * hourMs],
  ]);
  const window = { fromAt: firstAt + 30_000, toAt: firstAt + 2.5 * hourMs };
  expect(coverOf(state, 'minute', window)).toMatchObject([{ fromAt: firstAt + minuteMs, toAt: window.toAt }]);
  expect(coverOf(state, 'hour', window)).toMatchObject([hour(1, 2)]);
  expect(coverOf(state, 'shift', window, calendar)).toMatchObject([hour(1, 2)]);
  expect(coverOf(state, 'shift', window)).toEqual([]);
  expect(coverOf(state, 'shift', window, { ...calendar, fingerprint: 'another' })).toEqual([]);
  expect(coverOf(state, 'shift', always, calendar)).toMatchObject([hour(0, 2)]);
});

test('of shifts that overlap the first answers, and none that has another within it', () => {
  const file = { ...fileOf('shift', hour(0, 24), 1), calendar: 'c' };
  const state = withFiles(withReadings([0]), file);
  const answered = (...shifts: readonly (readonly [number, number])[]) =>
    coverOf(
      state,
      'shift',
      hour(0, 24),
      calendarOf(
        'c',
        0,
        shifts.map(([from, to]) => [from * hourMs, to * hourMs] as const),
      ),
    );
  expect(answered([0, 8], [7, 15], [15, 20])).toMatchObject([hour(0, 8), hour(15, 20)]);
  expect(answered([0, 8], [2, 4], [8, 10])).toMatchObject([hour(2, 4), hour(8, 10)]);
  // Joined, the second would seem to lie within both.
  expect(answered([0, 8], [7, 9], [8, 16])).toMatchObject([hour(0, 8), hour(8, 16)]);
});

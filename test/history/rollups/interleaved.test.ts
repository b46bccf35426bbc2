/** Commits, late readings, gaps, rollups and merges in any order, against a plain model of what bears on each hour. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManifestState } from '../../../src/history/embedded/manifest-state.ts';
import { coverOf } from '../../../src/history/embedded/rollups/cover.ts';
import { findChange } from '../../../src/history/embedded/rollups/entry.ts';
import { rollupLimits } from '../../../src/history/embedded/rollups/limits.ts';
import { RollupPlanner } from '../../../src/history/embedded/rollups/planner.ts';
import type { RollupSegment } from '../../../src/history/embedded/rollups/rollup-segment.ts';
import type { RollupCalendar } from '../../../src/history/embedded/rollups/settings.ts';
import type { RollupTask } from '../../../src/history/embedded/rollups/tasks.ts';
import type { Interval } from '../../../src/time/index.ts';
import { after, always, calendarOf, dayMs, firstAt, hourMs, readingSegments, segmentOf, start } from './plant.ts';

type Level = RollupSegment['level'];
const levels: readonly Level[] = ['minute', 'hour', 'day', 'shift'];
const limits = { ...rollupLimits, endedMs: 0, segmentsMin: 2, bytesMax: 4_000 };
const eightHours = 8 * hourMs;
const calendars: readonly RollupCalendar[] = [
  calendarOf('three shifts', 6 * hourMs, [
    [0, eightHours],
    [eightHours, 2 * eightHours],
    [2 * eightHours, 3 * eightHours],
  ]),
  // Idle at night, two that overlap, and two that begin at once.
  calendarOf('other shifts', 5 * hourMs, [
    [0, eightHours],
    [0, 9 * hourMs],
    [7 * hourMs, 15 * hourMs],
  ]),
];

interface Gap {
  readonly id: number;
  readonly fromAt: number;
  readonly toAt: number;
}

/** What is known, and of each file what was known when it was written: by begin of its hours, or of its units with their end. */
class Model {
  state: ManifestState = start;
  readonly readings: Map<number, number[]> = new Map();
  gaps: readonly Gap[] = [];
  readonly files: Map<string, Map<string, string>> = new Map();
  nowMs = firstAt;
  /** What came later may go on coming. */
  settledVersion = 0;
  #count = 0;

  commit(instants: readonly number[]): void {
    const version = this.state.version + 1;
    for (const at of instants) {
      const hour = Math.floor(at / hourMs) * hourMs;
      this.readings.set(hour, [...(this.readings.get(hour) ?? []), ++this.#count]);
    }
    this.state = after(this.state, { version, added: readingSegments(instants, `facts-${version}`) });
  }

  /** A gap that comes, or what is known of it now. */
  putGap(gap: Gap): void {
    const version = this.state.version + 1;
    const isKnown = this.gaps.some(({ id }) => id === gap.id);
    const facts = segmentOf('gap', `gap-${version}`, gap.fromAt, gap.fromAt, gap.toAt);
    const { minStartAt: _, maxStartAt: __, maxEndAt: ___, ...undated } = facts;
    const superseded = { ...undated, path: `superseded-${version}`, role: 'superseded' as const };
    this.gaps = [...this.gaps.filter(({ id }) => id !== gap.id), gap];
    this.state = after(this.state, { version, added: [facts, ...(isKnown ? [superseded] : [])] });
  }

  /** All that bears on an hour; '' where it has no readings. */
  hourNow(fromAt: number): string {
    const readings = this.readings.get(fromAt);
    if (readings === undefined) return '';
    const gaps = this.gaps
      .filter((gap) => gap.fromAt < fromAt + hourMs && gap.toAt > fromAt)
      .map((gap) => `${gap.id}:${Math.max(gap.fromAt, fromAt)}-${Math.min(gap.toAt, fromAt + hourMs)}`);
    return `${fromAt} ${readings.join()} ${gaps.sort().join()}`;
  }

  now({ fromAt, toAt }: Interval): string {
    let text = '';
    for (let at = fromAt; at < toAt; at += hourMs) text += this.hourNow(at);
    return text;
  }

  /** Writes what a task is to write, as the state is now: days and shifts of what files of hours say, merges of other files. */
  write(task: RollupTask, calendar: RollupCalendar, bytes: number): RollupSegment[] {
    const { version } = this.state;
    const segments: RollupSegment[] = [];
    const add = (level: Level, rows: Map<string, string>): void => {
      const head = {
        level,
        ...task.window,
        version,
        ...(level === 'day' || level === 'shift' ? { calendar: calendar.fingerprint } : {}),
      };
      const name = `${++this.#count}.parquet`;
      for (const content of ['values', 'states'] as const)
        segments.push({
          ...head,
          path: `rollup/${level}/${content}/${name}`,
          content,
          rowCount: 1,
          byteLength: bytes,
          sha256: '',
        });
      this.files.set(`rollup/${level}/values/${name}`, rows);
    };
    const { window } = task;
    if (task.kind === 'hours') {
      const rows = new Map<string, string>();
      for (let at = window.fromAt; at < window.toAt; at += hourMs)
        rows.set(keyOf({ fromAt: at, toAt: at + hourMs }), this.hourNow(at));
      add('minute', rows);
      add('hour', rows);
    } else if (task.kind === 'units') {
      expect(task.units).toEqual(listUnits(calendar, task.level, window));
      const hours = this.covered('hour', calendar);
      const rowOf = ({ fromAt, toAt }: Interval): string =>
        Array.from({ length: (toAt - fromAt) / hourMs }, (_, i) => fromAt + i * hourMs)
          .map((at) => hours.get(keyOf({ fromAt: at, toAt: at + hourMs })) ?? '')
          .join('');
      add(task.level, new Map(task.units.map((unit) => [keyOf(unit), rowOf(unit)])));
    } else {
      const rows = new Map<string, string>();
      for (const { fromAt, toAt, values } of task.parts)
        for (const [key, row] of this.files.get(values.path) ?? [])
          if (beginOf(key) >= fromAt && beginOf(key) < toAt) rows.set(key, row);
      add(task.level, rows);
    }
    return segments;
  }

  /** What the parts say that answer a level now. */
  covered(level: Level, calendar: RollupCalendar): Map<string, string> {
    const rows = new Map<string, string>();
    let endAt = Number.NEGATIVE_INFINITY;
    for (const { fromAt, toAt, values, states } of coverOf(this.state, level, always, calendar)) {
      expect(fromAt).toBeGreaterThanOrEqual(endAt);
      endAt = toAt;
      expect(states?.path).toBe(values.path.replace('values', 'states'));
      for (const [key, row] of this.files.get(values.path) ?? [])
        if (beginOf(key) >= fromAt && endOf(key) <= toAt) rows.set(key, row);
    }
    return rows;
  }

  expectCurrent(calendar: RollupCalendar): void {
    for (const level of levels)
      for (const [key, row] of this.covered(level, calendar))
        expect(row, `${level} ${key}`).toBe(this.now({ fromAt: beginOf(key), toAt: endOf(key) }));
  }
}

const keyOf = ({ fromAt, toAt }: Interval): string => `${fromAt}/${toAt}`;
const beginOf = (key: string): number => Number(key.split('/')[0]);
const endOf = (key: string): number => Number(key.split('/')[1]);

function listUnits(calendar: RollupCalendar, level: Level, window: Interval): readonly Interval[] {
  return level === 'day' ? calendar.listDays(window) : calendar.listShifts(window);
}

const hourOfTest = fc.integer({ min: 0, max: 3 * 24 - 1 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('commit' as const), hours: fc.array(hourOfTest, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    kind: fc.constant('gap' as const),
    id: fc.integer({ min: 0, max: 2 }),
    lengthHours: fc.constantFrom(1, 5, 30, 1_000_000),
  }),
  fc.record({ kind: fc.constant('begin' as const), bytes: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ kind: fc.constant('end' as const) }),
  fc.record({
    kind: fc.constant('work' as const),
    times: fc.integer({ min: 1, max: 8 }),
    bytes: fc.integer({ min: 1, max: 3_000 }),
  }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('calendar' as const) }),
);

test('whatever comes in between, what is answered by rollups is what the readings and gaps say now', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
      const model = new Model();
      let calendar = calendars[0] as RollupCalendar;
      let planner = new RollupPlanner(calendar, limits);
      let pending: { readonly task: RollupTask; readonly added: readonly RollupSegment[] } | undefined;
      const begin = (bytes: number): boolean => {
        const task = planner.plan(model.state, { nowMs: model.nowMs, settledVersion: model.settledVersion });
        if (task === undefined) return false;
        pending = { task, added: model.write(task, calendar, bytes) };
        return true;
      };
      const end = (): void => {
        if (pending === undefined) return;
        const change = findChange(model.state, pending, calendar);
        if (change !== undefined) model.state = after(model.state, { kind: 'rollup', rollups: change });
        pending = undefined;
      };
      for (const one of steps) {
        if (one.kind === 'commit') model.commit(one.hours.map((hour) => firstAt + hour * hourMs));
        else if (one.kind === 'gap') {
          const fromAt = firstAt + one.id * 20 * hourMs + hourMs / 2;
          model.putGap({ id: one.id, fromAt, toAt: fromAt + one.lengthHours * hourMs });
        } else if (one.kind === 'begin' && pending === undefined) begin(one.bytes);
        else if (one.kind === 'end') end();
        else if (one.kind === 'work')
          for (let i = 0; i < one.times; i++) {
            if (pending === undefined) begin(one.bytes);
            end();
          }
        else if (one.kind === 'wait') {
          model.nowMs += one.hours * hourMs;
          model.settledVersion = model.state.version;
        } else if (one.kind === 'calendar') {
          // A new writer, with another plant file: what the one before was at is gone.
          pending = undefined;
          calendar = calendars[1 - calendars.indexOf(calendar)] as RollupCalendar;
          planner = new RollupPlanner(calendar, limits);
        }
        model.expectCurrent(calendar);
      }
      // Left alone, everything that is over is rolled up, and there is an end to it.
      model.nowMs += 10 * dayMs;
      model.settledVersion = model.state.version;
      end();
      for (let i = 0; begin(1_000); i++) {
        expect(i).toBeLessThan(200);
        end();
      }
      model.expectCurrent(calendar);
      for (const level of ['minute', 'hour'] as const)
        for (const hour of model.readings.keys())
          expect(model.covered(level, calendar).get(keyOf({ fromAt: hour, toAt: hour + hourMs }))).toBe(
            model.hourNow(hour),
          );
      for (const day of calendar.listDays(always))
        expect(model.covered('day', calendar).get(keyOf(day)) ?? '').toBe(model.now(day));
    }),
    { numRuns: 200 },
  );
});

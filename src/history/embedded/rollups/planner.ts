/** What is rolled up next: hours, the newest first, then the days and shifts of them; then files are merged. */
import { rollupLevels } from '../../../analytics/index.ts';
import { dayMs, touches } from '../../../time/index.ts';
import { dayStart } from '../reading-versions.ts';
import { createCachedCalendar } from './cached-calendar.ts';
import { findDueHours, type PlanningTime } from './due-hours.ts';
import { findDueUnits } from './due-units.ts';
import type { RollupLimits } from './limits.ts';
import { planRollupMerge } from './plan-merge.ts';
import type { RollupCalendar } from './settings.ts';
import type { KeptRollups } from './slots.ts';
import type { RollupTask } from './tasks.ts';

/** Days and shifts of so many days at most are made at once. */
const unitDaysMax = 7;
/** What failed last, and is tried when nothing else is to be done. */
const failedMax = 100;

/** So many unfinished days are looked at in one go, and always the newest of them. */
const daysPerPlanMax = 62;
const newestDays = 3;

/** So far after it begins a production day or shift may end. */
const unitReachMs = 2 * dayMs;

/** Numbers of a day's hours: as long as they are the same arrays, nothing of it has come. */
type DayVersions = readonly [readings: readonly number[] | undefined, gaps: readonly number[] | undefined];

const nothing: DayVersions = [undefined, undefined];

/** Remembers which days are finished, so that years of them cost next to nothing each time. */
export class RollupPlanner {
  readonly calendar: RollupCalendar | undefined;
  readonly #limits: RollupLimits;
  readonly #finishedHours: Map<number, DayVersions> = new Map();
  readonly #finishedUnits: Map<string, readonly DayVersions[]> = new Map();
  /** Of the state that is being looked at. */
  readonly #versions: Map<number, DayVersions> = new Map();
  readonly #dayNumbers: Map<string, number> = new Map();
  #failed: RollupTask[] = [];
  #nothingToMergeIn: KeptRollups['rollups'] | undefined;
  /** Where the last plan stopped looking; undefined where it came to the end. */
  #resumeDay: number | undefined;
  #lookedAt: number = 0;

  constructor(calendar: RollupCalendar | undefined, limits: RollupLimits) {
    this.calendar = calendar === undefined ? undefined : createCachedCalendar(calendar);
    this.#limits = limits;
  }

  /** Whether the last plan has looked at all there is. */
  get hasSeenAll(): boolean {
    return this.#resumeDay === undefined;
  }

  /** The next task; what failed only where there is no other. */
  plan(state: KeptRollups, time: PlanningTime): RollupTask | undefined {
    let second: RollupTask | undefined;
    for (const task of this.#listDue(state, time)) {
      if (!this.#hasFailed(task)) return task;
      second ??= task;
    }
    return second;
  }

  /**
   * What is to be made yet of the time before an instant, as its readings are about to go; what failed is not among it. A unit
   * may reach over the instant.
   */
  planBefore(state: KeptRollups, nowMs: number, beforeAt: number): RollupTask | undefined {
    this.#takeVersions(state);
    const time: PlanningTime = { nowMs, settledVersion: Number.POSITIVE_INFINITY };
    const days = [...new Set([...this.#versions.keys()].flatMap((day) => [day, day - 1]))];
    const isDue = (task: RollupTask | undefined): task is RollupTask =>
      task !== undefined && task.window.fromAt < beforeAt && !this.#hasFailed(task);
    for (const day of days.sort((a, b) => a - b)) {
      if (day * dayMs >= Math.min(beforeAt + unitReachMs, nowMs)) break;
      const hours = this.#findHours(state, day, time);
      if (hours !== undefined && !this.#hasFailed(hours)) return hours;
      const units = this.#listUnits(state, day, time).find(isDue);
      if (units !== undefined) return units;
    }
    return undefined;
  }

  noteFailed(task: RollupTask): void {
    this.#failed = [...this.#failed, task].slice(-failedMax);
  }

  #takeVersions({ readingVersions, gapVersions }: KeptRollups): void {
    this.#versions.clear();
    for (const [name, readings] of readingVersions) {
      const day = this.#dayNumbers.get(name) ?? dayStart(name) / dayMs;
      this.#dayNumbers.set(name, day);
      this.#versions.set(day, [readings, gapVersions.get(name)]);
    }
  }

  #hasFailed(task: RollupTask): boolean {
    return this.#failed.some(({ kind, window }) => kind === task.kind && touches(window, task.window));
  }

  *#listDue(state: KeptRollups, time: PlanningTime): Generator<RollupTask> {
    this.#takeVersions(state);
    // A night shift begins on a day that may have no readings of its own.
    const days = new Set([...this.#versions.keys()].flatMap((day) => [day, day - 1]));
    const newestFirst = [...days].filter((day) => day * dayMs < time.nowMs).sort((a, b) => b - a);
    const resumeDay = this.#resumeDay ?? Number.POSITIVE_INFINITY;
    this.#resumeDay = undefined;
    this.#lookedAt = 0;
    for (const [i, day] of newestFirst.entries()) {
      if (day > resumeDay && i >= newestDays) continue;
      if (this.#lookedAt >= daysPerPlanMax) {
        this.#resumeDay = day;
        break;
      }
      const hours = this.#findHours(state, day, time);
      if (hours !== undefined) yield hours;
      yield* this.#listUnits(state, day, time);
    }
    yield* this.#listMerges(state);
  }

  #findHours(state: KeptRollups, day: number, time: PlanningTime): RollupTask | undefined {
    if (this.#areHoursFinished(day)) return undefined;
    this.#lookedAt++;
    const { task, isFinished } = findDueHours(state, day, time, this.#limits.endedMs);
    if (isFinished) this.#finishedHours.set(day, this.#versionsOf(day));
    return task;
  }

  /** Those that begin on the day, and on the days before it whose hours are all made. */
  *#listUnits(state: KeptRollups, day: number, time: PlanningTime): Generator<RollupTask> {
    if (this.calendar === undefined) return;
    for (const level of ['shift', 'day'] as const) {
      if (this.#areUnitsFinished(level, day)) continue;
      this.#lookedAt++;
      const first = this.#firstDayOf(state, level, day, time);
      const window = { fromAt: first * dayMs, toAt: (day + 1) * dayMs };
      const { task, isFinished } = findDueUnits(state, level, window, this.calendar, time);
      if (isFinished)
        for (let one = first; one <= day; one++) this.#finishedUnits.set(`${level} ${one}`, this.#unitVersionsOf(one));
      if (task !== undefined) yield task;
    }
  }

  #firstDayOf(state: KeptRollups, level: string, day: number, time: PlanningTime): number {
    let first = day;
    while (first > day - unitDaysMax && !this.#areUnitsFinished(level, first - 1)) {
      this.#findHours(state, first - 1, time);
      if (!this.#areHoursFinished(first - 1)) break;
      first--;
    }
    return first;
  }

  #versionsOf(day: number): DayVersions {
    return this.#versions.get(day) ?? nothing;
  }

  /** A unit that begins on a day ends on it or on one of the two after it. */
  #unitVersionsOf(day: number): DayVersions[] {
    return [day, day + 1, day + 2].map((one) => this.#versionsOf(one));
  }

  #areHoursFinished(day: number): boolean {
    return isSame(this.#finishedHours.get(day), this.#versionsOf(day));
  }

  #areUnitsFinished(level: string, day: number): boolean {
    const known = this.#finishedUnits.get(`${level} ${day}`);
    return known !== undefined && this.#unitVersionsOf(day).every((versions, i) => isSame(known[i], versions));
  }

  *#listMerges(state: KeptRollups): Generator<RollupTask> {
    if (this.#nothingToMergeIn === state.rollups) return;
    let found = false;
    for (const level of rollupLevels) {
      const task = planRollupMerge(state, level, this.calendar, this.#limits);
      if (task === undefined) continue;
      found = true;
      yield task;
    }
    if (!found) this.#nothingToMergeIn = state.rollups;
  }
}

function isSame(known: DayVersions | undefined, [readings, gaps]: DayVersions): boolean {
  return known !== undefined && known[0] === readings && known[1] === gaps;
}

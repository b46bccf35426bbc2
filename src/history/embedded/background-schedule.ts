/** What is done next beside the commits: large merges and rollups take turns. */
import type { BackgroundTask } from './background-work.ts';
import { type LargeMergeLimits, planLargeMerge } from './large-merge.ts';
import type { ManifestState } from './manifest-state.ts';
import type { RollupLimits } from './rollups/limits.ts';
import { RollupPlanner } from './rollups/planner.ts';
import { workOf } from './rollups/request.ts';
import type { RollupCalendar, RollupSettings } from './rollups/settings.ts';
import { createSettledVersions, type SettledVersions } from './rollups/settled-versions.ts';
import type { RollupTask } from './rollups/tasks.ts';

export type RollupWorkTask = Extract<BackgroundTask, { kind: 'rollup' }>;

export interface BackgroundScheduleOptions {
  readonly dir: string;
  readonly largeMerge: LargeMergeLimits;
  /** Undefined: nothing is rolled up. */
  readonly rollups: RollupSettings | undefined;
  readonly rollupLimits: RollupLimits;
  /** Name of the files that a task writes when it is tried for the nth time. */
  readonly nameOf: (attempt: number) => string;
}

export class BackgroundSchedule {
  readonly #options: BackgroundScheduleOptions;
  readonly #planner: RollupPlanner | undefined;
  readonly #settled: SettledVersions;
  #plannedAtMs: number = Number.NEGATIVE_INFINITY;
  #isRollupsTurn: boolean = true;

  /** @param version of the store as it was found */
  constructor(options: BackgroundScheduleOptions, version: number) {
    const { rollups, rollupLimits } = options;
    this.#options = options;
    this.#planner = rollups === undefined ? undefined : new RollupPlanner(rollups.calendar, rollupLimits);
    this.#settled = createSettledVersions(version);
  }

  get calendar(): RollupCalendar | undefined {
    return this.#planner?.calendar;
  }

  /** The next task; undefined where there is none, or it was just looked: it goes over every segment there is. */
  findNext(state: ManifestState, nowMs: number, monotonicMs: number): BackgroundTask | undefined {
    if (monotonicMs < this.#plannedAtMs + this.#options.rollupLimits.planEveryMs) return undefined;
    this.#plannedAtMs = monotonicMs;
    this.#settled.note(state.version, monotonicMs);
    const rollup = (): BackgroundTask | undefined => this.#findRollup(state, nowMs, monotonicMs);
    const merge = (): BackgroundTask | undefined => this.#findMerge(state, nowMs);
    const task = this.#isRollupsTurn ? (rollup() ?? merge()) : (merge() ?? rollup());
    if (task !== undefined) this.#isRollupsTurn = task.kind === 'merge';
    return task;
  }

  /** The next task, looked for everywhere at once, what has just come among it; undefined where there is none. */
  findAtOnce(state: ManifestState, nowMs: number): BackgroundTask | undefined {
    const time = { nowMs, settledVersion: Number.POSITIVE_INFINITY };
    for (;;) {
      const task = this.#taskOf(state, this.#planner?.plan(state, time));
      if (task !== undefined) return task;
      if (this.#planner === undefined || this.#planner.hasSeenAll) return this.#findMerge(state, nowMs);
    }
  }

  /** What of the time before an instant is to be rolled up yet, but for what failed. */
  findRollupBefore(state: ManifestState, nowMs: number, beforeAt: number): RollupWorkTask | undefined {
    return this.#taskOf(state, this.#planner?.planBefore(state, nowMs, beforeAt));
  }

  noteFailed(task: BackgroundTask): void {
    if (task.kind === 'rollup') this.#planner?.noteFailed(task.task);
  }

  #findMerge(state: ManifestState, nowMs: number): BackgroundTask | undefined {
    const { dir, largeMerge, nameOf } = this.#options;
    const merge = planLargeMerge(state, nowMs, largeMerge);
    if (merge === undefined) return undefined;
    const { segments, isByTag } = merge;
    return {
      kind: 'merge',
      merge,
      requestOf: (attempt) => ({
        type: 'compact',
        dir,
        name: `${nameOf(attempt)}-merge`,
        segments,
        ...(isByTag ? { rowsPerRange: largeMerge.rowsMax } : {}),
      }),
    };
  }

  #findRollup(state: ManifestState, nowMs: number, monotonicMs: number): BackgroundTask | undefined {
    const settledVersion = this.#settled.find(this.#options.rollupLimits.untouchedMs, monotonicMs);
    return this.#taskOf(state, this.#planner?.plan(state, { nowMs, settledVersion }));
  }

  #taskOf(state: ManifestState, task: RollupTask | undefined): RollupWorkTask | undefined {
    const { dir, rollups, nameOf } = this.#options;
    if (task === undefined || rollups === undefined) return undefined;
    // Made of this state, and so it stays though commits come before a child is asked for it.
    const work = workOf(state, task, rollups.tags, rollups.calendar);
    return {
      kind: 'rollup',
      task,
      requestOf: (attempt) => ({ type: 'rollup', dir, name: `${nameOf(attempt)}-rollup`, work }),
    };
  }
}

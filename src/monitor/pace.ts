/** When something is due that is done at most so often. */
import type { LivePace } from './monitor.ts';

export const paceDefault: LivePace = { refreshMs: 250, tickMs: 10_000, readMs: 1_000, learnMs: 5_000 };

/** What takes long is done less often: for one part of work so many of rest. */
export const restPerRead = 4;
export const restPerLearning = 19;

/** How long from now on, ms; 0 where it is due. A clock that was set back makes it due. */
export function dueInMs(nowMs: number, lastAt: number, everyMs: number, restMs = 0): number {
  const sinceMs = nowMs - lastAt;
  return sinceMs < 0 ? 0 : Math.max(0, Math.max(everyMs, restMs) - sinceMs);
}

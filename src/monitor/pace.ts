/** When something is due that is done at most so often. */
import type { LivePace } from './monitor.ts';

export const paceDefault: LivePace = { refreshMs: 250, tickMs: 10_000, readMs: 1_000, learnMs: 60_000 };

/** What takes long is done less often: for one part of work four parts of rest. */
const restPerWork = 4;

/** How long from now on, ms; 0 where it is due. A clock that was set back makes it due. */
export function dueInMs(nowMs: number, lastAt: number, everyMs: number, lastTookMs = 0): number {
  const sinceMs = nowMs - lastAt;
  return sinceMs < 0 ? 0 : Math.max(0, Math.max(everyMs, lastTookMs * restPerWork) - sinceMs);
}

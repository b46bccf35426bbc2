/** Which time the questions of a shift are about. */
import type { Plant } from '../../model/index.ts';
import { dayMs, type Interval, type Shift } from '../../time/index.ts';

/** Further back than this no shift before is looked for. */
const lookBackMs = 7 * dayMs;

export interface AskedWindow extends Interval {
  readonly shift: Shift;
}

/**
 * The shifts that end within a window, by end, each with the time since the shift before it ended: so a stop that ended
 * between two shifts is asked for in the next one.
 */
export function listAskedWindows(plant: Plant, window: Interval): AskedWindow[] {
  const shifts = plant.listShifts({ fromAt: window.fromAt - lookBackMs, toAt: window.toAt });
  return shifts
    .filter(({ toAt }) => toAt > window.fromAt && toAt <= window.toAt)
    .sort((a, b) => a.toAt - b.toAt || a.fromAt - b.fromAt)
    .map((shift) => {
      const before = shifts.filter((other) => other !== shift && other.toAt <= shift.fromAt).map(({ toAt }) => toAt);
      return { shift, fromAt: before.length === 0 ? shift.fromAt : Math.max(...before), toAt: shift.toAt };
    });
}

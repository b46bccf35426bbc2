/**
 * Little's law, L = λW, over a window: the mean number in a system is the rate at which items leave it, times the mean time they
 * were in it. Over a window that begins and ends empty it is exact, whatever the arrivals, the order of service and their
 * distributions; else the two sides differ by the time of items that cross the window's ends, which is told.
 *
 * Source: J. D. C. Little, "Little's Law as Viewed on Its 50th Anniversary", Operations Research 59 (2011), section 3.
 */
import { exactly, type Known, unknown } from '../../model/index.ts';
import { hourMs, type Interval } from '../../time/index.ts';

/** Items by place: when each came and went; `Infinity` while it is in. */
export interface Items {
  readonly enterAt: Float64Array;
  readonly leaveAt: Float64Array;
}

export interface LittlesLaw {
  /** L: mean number of items in the system over the window. */
  readonly meanInSystem: number;
  /** How many left in the window, after its start and until its end. */
  readonly leftCount: number;
  /** λ, by those that left. */
  readonly leftPerHour: number;
  /** W: mean time in the system of those that left, ms; unknown where none did. */
  readonly meanTimeMs: Known;
  /** λW. It is L less `(openMs − beforeMs) / window`, exactly. */
  readonly meanByLaw: number;
  /** Time within the window of items that are still in at its end, ms. */
  readonly openMs: number;
  /** Time before the window of items that left within it, ms. */
  readonly beforeMs: number;
  /** Whether the law must hold: no item crosses an end of the window. */
  readonly isExact: boolean;
}

/** @example littlesLaw({ enterAt: Float64Array.of(0), leaveAt: Float64Array.of(30) }, { fromAt: 0, toAt: 60 }).meanInSystem // 0.5 */
export function littlesLaw({ enterAt, leaveAt }: Items, { fromAt, toAt }: Interval): LittlesLaw {
  if (!(toAt > fromAt)) throw new RangeError(`Little's law needs a window that lasts; got ${fromAt} to ${toAt}.`);
  let [areaMs, sojournMs, openMs, beforeMs, leftCount] = [0, 0, 0, 0, 0];
  for (let i = 0; i < enterAt.length; i++) {
    const [enter, leave] = [enterAt[i] as number, leaveAt[i] as number];
    const insideMs = Math.min(leave, toAt) - Math.max(enter, fromAt);
    if (insideMs > 0) areaMs += insideMs;
    if (leave > toAt) {
      openMs += Math.max(0, insideMs);
    } else if (leave > fromAt) {
      leftCount++;
      sojournMs += leave - enter;
      beforeMs += Math.max(0, fromAt - enter);
    }
  }
  const windowMs = toAt - fromAt;
  return {
    meanInSystem: areaMs / windowMs,
    leftCount,
    leftPerHour: (leftCount * hourMs) / windowMs,
    meanTimeMs: leftCount > 0 ? exactly(sojournMs / leftCount) : unknown('not-in-the-data'),
    meanByLaw: sojournMs / windowMs,
    openMs,
    beforeMs,
    isExact: openMs === 0 && beforeMs === 0,
  };
}

import { extent } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { UsualBand } from './chart.ts';

export interface WaterfallStep {
  readonly id: string;
  readonly label: string;
  /** Totals stand on the axis; losses go left and gains right from where the step before ended. */
  readonly role: 'total' | 'loss' | 'gain';
  /** At least 0 for a total; a negative loss is a gain. */
  readonly valueMs: number;
  readonly usual?: UsualBand | undefined;
  /** Time nobody accounted for is hatched. */
  readonly silent?: boolean;
}

/** A step with where its bar begins (towards the step before) and ends, ms on the axis. */
export interface PlacedStep {
  readonly step: WaterfallStep;
  readonly startMs: number;
  readonly endMs: number;
  /** Where the usual values would end the bar. */
  readonly usualEnds: UsualBand | undefined;
}

/** Hangs each loss and gain where the step before ended; totals start at zero. */
export function placeSteps(steps: readonly WaterfallStep[]): PlacedStep[] {
  let levelMs = 0;
  return steps.map((step) => {
    const startMs = step.role === 'total' ? 0 : levelMs;
    const sign = step.role === 'loss' ? -1 : 1;
    const endAt = (ms: number): number => startMs + sign * ms;
    levelMs = endAt(step.valueMs);
    const { usual } = step;
    return {
      step,
      startMs,
      endMs: levelMs,
      usualEnds: usual && { median: endAt(usual.median), p10: endAt(usual.p10), p90: endAt(usual.p90) },
    };
  });
}

/**
 * From ms to px: from zero (or below it, where a usual loss is larger than what there was), as wide as the figures that
 * stand right of each bar allow.
 *
 * @param figureWidths px that the figures of each step need right of its bar
 */
export function waterfallScale(
  placed: readonly PlacedStep[],
  figureWidths: readonly number[],
  left: number,
  width: number,
): ScaleLinear<number, number> {
  const reached = placed.flatMap(({ startMs, endMs, usualEnds }) => [
    startMs,
    endMs,
    ...(usualEnds === undefined ? [] : [usualEnds.p10, usualEnds.p90]),
  ]);
  const [lowest = 0, highest = 0] = extent(reached);
  const low = Math.min(0, lowest);
  const span = Math.max(highest - low, 1);
  const rights = placed.map(({ startMs, endMs }, index) => {
    const share = (Math.max(startMs, endMs) - low) / span;
    const room = width - (figureWidths[index] ?? 0) - left;
    return share > 0 ? left + room / share : width;
  });
  return scaleLinear([low, low + span], [left, Math.max(left + 1, Math.min(width - 1, ...rights))]);
}

/** Rules by which a point of a control chart signals. */

/** `beyond-limits`: outside the limits. `eight-on-one-side`: the eighth or later in a row above, or below, the centre. */
export const signals = ['beyond-limits', 'eight-on-one-side'] as const;
export type Signal = (typeof signals)[number];

/** How many in a row on one side make a signal. */
export const runLength = 8;

export interface ChartPoint {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The signals of each point. A point on a limit is within it; one on the centre ends a row.
 *
 * Source: Western Electric, "Statistical Quality Control Handbook" (1956), rules 1 and 4.
 *
 * @param points in the order of time; undefined where there is no value: it is left out of a row, and does not end it
 */
export function signalsOf(points: readonly (ChartPoint | undefined)[], centre: number): (readonly Signal[])[] {
  let side = 0;
  let row = 0;
  return points.map((point) => {
    if (point === undefined) return [];
    const own = Math.sign(point.value - centre);
    row = own === 0 ? 0 : own === side ? row + 1 : 1;
    side = own;
    const found: Signal[] = [];
    if (point.value < point.lower || point.value > point.upper) found.push('beyond-limits');
    if (row >= runLength) found.push('eight-on-one-side');
    return found;
  });
}

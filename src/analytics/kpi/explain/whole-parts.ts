/** Fractions as whole numbers that add up to the rounded sum. */

/**
 * Each part is what the rounded sum grows by with it: none is off by 1 or more, and together they are exactly the sum,
 * rounded, of the same numbers added in the same order.
 *
 * @example wholeParts([1 / 3, 1 / 3, 1 / 3]) // [0, 1, 0]
 */
export function wholeParts(fractions: readonly number[]): number[] {
  let sum = 0;
  return fractions.map((fraction) => {
    const before = Math.round(sum);
    sum += fraction;
    return Math.round(sum) - before;
  });
}

/** Even steps of a value range, and which of them a value lies in. */
export interface EvenClasses {
  /** One more than there are classes, growing. */
  readonly bounds: readonly number[];
  /** Values outside lie in the first or last class. A value on a bound lies in the class above it. */
  readonly indexOf: (value: number) => number;
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `value`. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10) * power;
}

/**
 * `[low, high]` in `count` classes of one width; where `round` is asked, of a round width from a multiple of it, so that
 * a legend can name the bounds.
 */
export function evenClasses([low, high]: readonly [number, number], count: number, round: boolean): EvenClasses {
  // Values that differ by less than a double can divide are one value.
  const isOne = high - low <= Math.max(Math.abs(high) * 1e-9, 1e-12);
  const span = isOne ? Math.max(Math.abs(high), 1) : high - low;
  let [start, size] = [low, span / count];
  if (round) {
    size = roundUp(size);
    start = Math.floor(low / size + 1e-9) * size;
    // Beginning at a multiple may cost up to one class at the other end.
    while (start + count * size < low + span * (1 - 1e-9)) {
      size = roundUp(size * 1.01);
      start = Math.floor(low / size + 1e-9) * size;
    }
  }
  const bounds = Array.from({ length: count + 1 }, (_, index) => start + index * size);
  return {
    bounds,
    indexOf: (value) => Math.max(0, Math.min(count - 1, Math.floor((value - start) / size + 1e-9))),
  };
}

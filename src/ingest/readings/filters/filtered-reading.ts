/** A reading on its way through the filters of its tag. */
export interface FilteredReading {
  /** UTC epoch ms. */
  readonly at: number;
  /** `NaN` where it has a text or no value. */
  readonly value: number;
  readonly text: string;
  readonly quality: 0 | 1 | 2;
  /** `NaN` where the source has none. */
  readonly sequence: number;
}

/** One filter of one tag: each reading is passed on, as it is or another in its place, or held back. */
export interface ReadingFilter {
  /** Undefined where the reading is held back. Readings come in order of time. */
  pass(reading: FilteredReading): FilteredReading | undefined;
}

/** Whether two readings say the same, whenever they say it. */
export function saysSame(a: FilteredReading, b: FilteredReading): boolean {
  return Object.is(a.value, b.value) && a.text === b.text && a.quality === b.quality;
}

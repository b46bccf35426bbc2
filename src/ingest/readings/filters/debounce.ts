import { type FilteredReading, type ReadingFilter, saysSame } from './filtered-reading.ts';

/**
 * Keeps a change only once it has lasted: the reading that shows so is replaced by the one with which the change began.
 * The first reading is kept, and so is one that says the same as the last kept; a change that goes back or on to
 * something else before it lasted never happened. One that lasts when gemba stops begins with the first reading after.
 */
export function createDebounce(lastsMs: number): ReadingFilter {
  let kept: FilteredReading | undefined;
  let change: FilteredReading | undefined;
  return {
    pass(reading) {
      if (kept === undefined || saysSame(reading, kept)) {
        kept = reading;
        change = undefined;
        return reading;
      }
      if (change === undefined || !saysSame(reading, change)) change = reading;
      if (reading.at - change.at < lastsMs) return undefined;
      kept = change;
      change = undefined;
      return kept;
    },
  };
}

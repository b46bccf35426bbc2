import { type FilteredReading, type ReadingFilter, saysSame } from './filtered-reading.ts';

/**
 * Holds a reading back while it differs from the last one kept by no more than `band`. The first is kept; so is a change
 * of quality or text, and from a value to none.
 *
 * @param band in the tag's unit
 */
export function createDeadBand(band: number): ReadingFilter {
  let kept: FilteredReading | undefined;
  return {
    pass(reading) {
      if (kept !== undefined && isWithin(reading, kept, band)) return undefined;
      kept = reading;
      return reading;
    },
  };
}

function isWithin(reading: FilteredReading, kept: FilteredReading, band: number): boolean {
  if (saysSame(reading, kept)) return true;
  return reading.quality === kept.quality && reading.text === kept.text && Math.abs(reading.value - kept.value) <= band;
}

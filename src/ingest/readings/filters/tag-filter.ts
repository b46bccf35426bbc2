/** The filters of a tag as its plant file orders them: median, then debounce, then dead-band. */
import type { Tag } from '../../../model/index.ts';
import { createDeadBand } from './dead-band.ts';
import { createDebounce } from './debounce.ts';
import type { FilteredReading, ReadingFilter } from './filtered-reading.ts';
import { createRunningMedian } from './running-median.ts';

/** Instants of a tag remembered, to know what comes again. */
export const rememberedMax = 1_024;

/**
 * All filters of a tag; undefined where it has none. They begin anew after a gap longer than the tag's expected interval.
 * A reading older than the newest is back-filled and passes as it is, unless it is one of the last 1,024: that one comes
 * again and is held back.
 */
export function createTagFilter(tag: Tag): ReadingFilter | undefined {
  const { deadBand, debounceMs, medianOf } = tag.filter ?? {};
  if (deadBand === undefined && debounceMs === undefined && medianOf === undefined) return undefined;
  const createStages = (): readonly ReadingFilter[] => [
    ...(medianOf === undefined ? [] : [createRunningMedian(medianOf)]),
    ...(debounceMs === undefined ? [] : [createDebounce(debounceMs)]),
    ...(deadBand === undefined ? [] : [createDeadBand(deadBand)]),
  ];
  const gapMs = tag.expectedIntervalMs ?? Number.POSITIVE_INFINITY;
  const remembered = new Set<string>();
  let stages = createStages();
  let newestAt = Number.NEGATIVE_INFINITY;
  return {
    pass(reading) {
      const { at, sequence } = reading;
      const instant = `${at} ${sequence}`;
      if (remembered.has(instant)) return undefined;
      remember(remembered, instant);
      if (at < newestAt) return reading;
      if (at - newestAt > gapMs) stages = createStages();
      newestAt = at;
      let passed: FilteredReading | undefined = reading;
      for (const stage of stages) {
        passed = stage.pass(passed);
        if (passed === undefined) return undefined;
      }
      return passed;
    },
  };
}

function remember(remembered: Set<string>, instant: string): void {
  remembered.add(instant);
  if (remembered.size > rememberedMax) remembered.delete(remembered.values().next().value as string);
}

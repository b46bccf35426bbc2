/** Ratios of times and pieces; over groups of units they are ratios of sums. */
import { bounded, exactly, type Known, unknown } from '../model/index.ts';
import type { IdealTimes, Pieces, Ratios, Times } from './figures.ts';

/**
 * @param ignoredSilenceMs silent planned time of the units whose silence is unknown: it stands in no base of a value
 */
export function ratiosOf(times: Times, pieces: Pieces, ideal: IdealTimes, ignoredSilenceMs: number): Ratios {
  const baseMs = times.plannedMs + times.extraMs;
  const availability = availabilityOf(times, baseMs, ignoredSilenceMs);
  const performance = performanceOf(times, ideal);
  const made = pieces.completed + pieces.scrap + pieces.hold;
  const quality = made > 0 ? exactly(pieces.completed / made) : unknown('no-pieces');
  return {
    availability,
    performance,
    quality,
    oee: productOf(availability, performance, quality),
    reportedRatio:
      times.plannedMs > 0 ? exactly(1 - times.silentPlannedMs / times.plannedMs) : unknown('no-planned-time'),
    setupRatio: baseMs > 0 ? exactly(times.setupMs / baseMs) : unknown('no-time-base'),
    downRatio: baseMs > 0 ? exactly(times.downMs / baseMs) : unknown('no-time-base'),
  };
}

/**
 * Run over planned and extra time. Silence counts as idle in `low` and is left out in `high`. Where all planned time is
 * silent nothing is left for `high`, which then is `low`: no run over any base is 0.
 */
function availabilityOf({ runMs, silentPlannedMs }: Times, baseMs: number, ignoredSilenceMs: number): Known {
  if (baseMs === 0 || baseMs === ignoredSilenceMs) return unknown('no-time-base');
  const low = runMs / baseMs;
  const high = baseMs > silentPlannedMs ? runMs / (baseMs - silentPlannedMs) : low;
  return bounded(runMs / (baseMs - ignoredSilenceMs), low, high);
}

/** Ideal time over the run time of the reports whose pieces have one; of all of them where every piece has one. */
function performanceOf({ runMs }: Times, ideal: IdealTimes): Known {
  if (runMs === 0) return unknown('no-run-time');
  if (ideal.pieces > 0 && ideal.pieces === ideal.piecesWithout) return unknown('no-ideal-time');
  if (ideal.coveredRunMs === 0) return unknown('no-run-time');
  return exactly(ideal.idealMs / ideal.coveredRunMs);
}

function productOf(availability: Known, performance: Known, quality: Known): Known {
  if (availability.kind === 'unknown') return availability;
  if (performance.kind === 'unknown') return performance;
  if (quality.kind === 'unknown') return quality;
  const rest = performance.value * quality.value;
  return bounded(availability.value * rest, availability.low * rest, availability.high * rest);
}

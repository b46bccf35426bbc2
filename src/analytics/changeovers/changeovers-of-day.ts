/** Changeovers as a daily report lists them. */
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { type Limited, limit } from '../limited.ts';
import { analyseChangeovers, type ComparedChangeover } from './changeover-analysis.ts';

/** Those of the window, most time beyond the best first, then the longest. */
export function listChangeoversOfDay(activity: Activity, window: Interval): Limited<ComparedChangeover> {
  const beyondMs = ({ excessMs }: ComparedChangeover): number => (excessMs.kind === 'known' ? excessMs.value : 0);
  return limit(
    analyseChangeovers(activity, window).changeovers.toSorted(
      (a, b) => beyondMs(b) - beyondMs(a) || b.takenMs.value - a.takenMs.value,
    ),
  );
}

/** Rules on one unit against its own usual. */
import type { Finding } from '../finding-rules.ts';
import { type Comparisons, type FindingContext, finding } from './context.ts';
import { silentPlannedMsMin, suspectMsMin, unitTimeMsMin, usualRunMsMin } from './thresholds.ts';

export function unitFindings({ activity, history, window }: FindingContext, compare: Comparisons): Finding[] {
  return history.units.flatMap(({ now }, i): Finding[] => {
    const { equipment, times } = now;
    const busy = activity.units[i]?.busy.set ?? new Float64Array();
    const found: Finding[] = [];
    const run = compare('runMs', equipment);
    const isSilent =
      times.plannedMs === times.silentPlannedMs && times.plannedMs >= silentPlannedMsMin && times.extraMs === 0;
    if (run !== undefined && isSilent && run.usual.p10 > 0 && run.usual.median >= usualRunMsMin)
      found.push(
        finding(
          'unit-silent',
          { silentPlannedMs: times.silentPlannedMs, usualRunMs: run.usual.median },
          {
            equipment,
            consequenceMs: run.usual.median,
            sinceAt: lastEndUntil(busy, window.fromAt),
            owner: 'shift-lead',
            needsDecision: true,
          },
        ),
      );
    else if (run?.row.standing === 'below' && run.usual.median - run.value >= unitTimeMsMin)
      found.push(
        finding(
          'unit-low-run',
          { runMs: run.value, usualMedian: run.usual.median, usualP10: run.usual.p10, setupMs: times.setupMs },
          { equipment, consequenceMs: run.usual.median - run.value, owner: 'production' },
        ),
      );

    const setup = compare('setupMs', equipment);
    if (setup?.row.standing === 'above' && setup.value - setup.usual.median >= unitTimeMsMin)
      found.push(
        finding(
          'unit-setup',
          { setupMs: setup.value, usualMedian: setup.usual.median, usualP90: setup.usual.p90 },
          { equipment, consequenceMs: setup.value - setup.usual.median, owner: 'production' },
        ),
      );

    const { performance } = now.ratios;
    const beyondMs = now.ideal.idealMs - now.ideal.coveredRunMs;
    if (performance.kind === 'known' && performance.value > 1 && beyondMs >= suspectMsMin)
      found.push(
        finding(
          'ideal-time-suspect',
          { performance: performance.value },
          { equipment, consequenceMs: beyondMs, owner: 'production' },
        ),
      );
    return found;
  });
}

/** When the unit was last seen busy; undefined where it never was before. */
function lastEndUntil(busy: Float64Array, at: number): number | undefined {
  let last: number | undefined;
  for (let i = 1; i < busy.length && (busy[i] as number) <= at; i += 2) last = busy[i];
  return last;
}

/** Rules on one unit against its own usual. */
import { emptySet } from '../../time/index.ts';
import type { UnitFigures } from '../figures.ts';
import type { Finding } from '../finding-rules.ts';
import { type Comparisons, type FindingContext, finding, type KnownComparison } from './context.ts';
import { silentPlannedMsMin, suspectMsMin, unitTimeMsMin, usualRunMsMin } from './thresholds.ts';

export function unitFindings({ activity, history, window }: FindingContext, compare: Comparisons): Finding[] {
  return history.units.flatMap(({ now }, i) => {
    const lastBusyAt = lastEndUntil(activity.units[i]?.busy.set ?? emptySet, window.fromAt);
    const run = compare('runMs', now.equipment);
    // A silent unit did not run little: it is said once.
    const idle = silentRule(now, run, lastBusyAt) ?? lowRunRule(now, run);
    return [idle, setupRule(now, compare('setupMs', now.equipment)), suspectRule(now)].filter(
      (found) => found !== undefined,
    );
  });
}

function silentRule(
  { equipment, times }: UnitFigures,
  run: KnownComparison | undefined,
  lastBusyAt: number | undefined,
): Finding | undefined {
  const { plannedMs, silentPlannedMs, extraMs } = times;
  const isSilent = plannedMs === silentPlannedMs && plannedMs >= silentPlannedMsMin && extraMs === 0;
  if (!isSilent || run === undefined || run.usual.p10 <= 0 || run.usual.median < usualRunMsMin) return undefined;
  return finding(
    'unit-silent',
    { silentPlannedMs, usualRunMs: run.usual.median },
    {
      equipment,
      consequenceMs: run.usual.median,
      sinceAt: lastBusyAt,
      owner: 'shift-lead',
      needsDecision: true,
    },
  );
}

function lowRunRule({ equipment, times }: UnitFigures, run: KnownComparison | undefined): Finding | undefined {
  if (run?.row.standing !== 'below') return undefined;
  const { median, p10 } = run.usual;
  if (median - run.value < unitTimeMsMin) return undefined;
  return finding(
    'unit-low-run',
    { runMs: run.value, usualMedian: median, usualP10: p10, setupMs: times.setupMs },
    { equipment, consequenceMs: median - run.value, owner: 'production' },
  );
}

function setupRule({ equipment }: UnitFigures, setup: KnownComparison | undefined): Finding | undefined {
  if (setup?.row.standing !== 'above') return undefined;
  const { median, p90 } = setup.usual;
  if (setup.value - median < unitTimeMsMin) return undefined;
  return finding(
    'unit-setup',
    { setupMs: setup.value, usualMedian: median, usualP90: p90 },
    { equipment, consequenceMs: setup.value - median, owner: 'production' },
  );
}

function suspectRule({ equipment, ideal, ratios }: UnitFigures): Finding | undefined {
  const { performance } = ratios;
  const beyondMs = ideal.idealMs - ideal.coveredRunMs;
  if (performance.kind === 'unknown' || performance.value <= 1 || beyondMs < suspectMsMin) return undefined;
  return finding(
    'ideal-time-suspect',
    { performance: performance.value },
    { equipment, consequenceMs: beyondMs, owner: 'production' },
  );
}

/** When the unit was last seen busy; undefined where it never was before. */
function lastEndUntil(busy: Float64Array, at: number): number | undefined {
  let last: number | undefined;
  for (let i = 1; i < busy.length && (busy[i] as number) <= at; i += 2) last = busy[i];
  return last;
}

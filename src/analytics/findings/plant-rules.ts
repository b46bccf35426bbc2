/** Rules on figures of the whole plant: outside its usual range, in which direction, by how much machine time. */
import type { Finding } from '../finding-rules.ts';
import {
  type Comparisons,
  comparedParams,
  type FindingContext,
  finding,
  type KnownComparison,
  meanIdealMs,
  rank28,
} from './context.ts';
import { downtimeMsMin, qualityRatioMin } from './thresholds.ts';

type Rule = (context: FindingContext, compare: Comparisons) => Finding | undefined;

const rules: readonly Rule[] = [finishedRule, oeeRule, setupRule, downtimeRule, qualityRule, coverageRule];

export function plantFindings(context: FindingContext, compare: Comparisons): Finding[] {
  return rules.map((rule) => rule(context, compare)).filter((found) => found !== undefined);
}

function finishedRule({ history }: FindingContext, compare: Comparisons): Finding | undefined {
  const finished = compare('finished');
  if (finished === undefined || !isOutside(finished)) return undefined;
  return finding(
    'finished',
    { ...comparedParams(finished.usual), finished: finished.value, low: finished.low, high: finished.high },
    {
      consequenceMs: distance(finished) * meanIdealMs(history.plant.now),
      owner: 'production',
      needsDecision: finished.row.standing === 'below',
    },
  );
}

function oeeRule(context: FindingContext, compare: Comparisons): Finding | undefined {
  const oee = compare('oeeIndex');
  if (oee === undefined || !isOutside(oee)) return undefined;
  return finding(
    'oee',
    { ...comparedParams(oee.usual), oee: oee.value, low: oee.low, high: oee.high },
    { consequenceMs: distance(oee) * baseMs(context), owner: 'production' },
  );
}

function setupRule(context: FindingContext, compare: Comparisons): Finding | undefined {
  const setup = compare('setupRatio');
  if (setup === undefined || !isOutside(setup)) return undefined;
  const { setupMs } = context.history.plant.now.times;
  return finding(
    'setup',
    { ...comparedParams(setup.usual), setupRatio: setup.value, setupMs, rank28: rank28(setup.row, setup.value) },
    {
      consequenceMs: distance(setup) * baseMs(context),
      owner: 'production',
      needsDecision: setup.row.standing === 'above',
    },
  );
}

function downtimeRule(_: FindingContext, compare: Comparisons): Finding | undefined {
  const down = compare('downMs');
  if (down?.row.standing !== 'above' || down.value < downtimeMsMin) return undefined;
  return finding(
    'downtime',
    { ...comparedParams(down.usual), downMs: down.value, rank28: rank28(down.row, down.value) },
    { consequenceMs: distance(down), owner: 'maintenance', needsDecision: true },
  );
}

function qualityRule({ history }: FindingContext, compare: Comparisons): Finding | undefined {
  const quality = compare('qualityRatio');
  if (quality?.row.standing !== 'below' || distance(quality) < qualityRatioMin) return undefined;
  const { now } = history.plant;
  return finding(
    'quality',
    { ...comparedParams(quality.usual), quality: quality.value, scrap: now.pieces.scrap, hold: now.pieces.hold },
    {
      consequenceMs: distance(quality) * now.ideal.pieces * meanIdealMs(now),
      owner: 'quality',
      needsDecision: true,
    },
  );
}

function coverageRule({ history }: FindingContext, compare: Comparisons): Finding | undefined {
  const reported = compare('reportedRatio');
  if (reported?.row.standing !== 'below') return undefined;
  const { silentPlannedMs, plannedMs } = history.plant.now.times;
  return finding(
    'coverage',
    { ...comparedParams(reported.usual), reportedRatio: reported.value, silentPlannedMs },
    { consequenceMs: distance(reported) * plannedMs, owner: 'shift-lead' },
  );
}

function isOutside({ row }: KnownComparison): boolean {
  return row.standing === 'above' || row.standing === 'below';
}

/** How far from the usual median. */
function distance({ value, usual }: KnownComparison): number {
  return Math.abs(usual.median - value);
}

function baseMs({ history }: FindingContext): number {
  const { plannedMs, extraMs } = history.plant.now.times;
  return plannedMs + extraMs;
}

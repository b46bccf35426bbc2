/** Which findings a role reads, and in which order. */
import {
  byConsequence,
  type DailyAnalysis,
  type Finding,
  type FindingRule,
  machineTimeMoney,
} from '../../analytics/index.ts';
import type { Rates, Role } from '../../model/index.ts';

/**
 * A role's findings by consequence, in money where they have it, else in machine time; a role other than the director
 * reads those it can act on first.
 *
 * A difference in finished pieces is weighed as a share of a usual day, not by the ideal time of those pieces: the
 * share of the usual that is missing (or on top), in the run time of a usual day. So a day that finished next to
 * nothing ranks like a plant that stood, whatever its machines did. That run time costs the plant's rate.
 */
export function rankedFindings(
  { findings, kpis }: Pick<DailyAnalysis, 'findings' | 'kpis'>,
  role: Role,
  rules: readonly FindingRule[],
  rates?: Rates,
): Finding[] {
  const run = kpis.find(({ kpi, equipment }) => kpi === 'runMs' && equipment === undefined);
  const usualRunMs = run?.usual.kind === 'known' ? run.usual.median : undefined;
  const isOwn = ({ owner }: Finding): number => (role !== 'director' && owner === role ? 0 : 1);
  return findings
    .filter(({ rule }) => rules.includes(rule))
    .map((finding) => (finding.rule === 'finished' ? weighed(finding, usualRunMs, rates) : finding))
    .sort((a, b) => isOwn(a) - isOwn(b) || byConsequence(a, b));
}

function weighed(
  finding: Extract<Finding, { rule: 'finished' }>,
  usualRunMs: number | undefined,
  rates: Rates | undefined,
): Extract<Finding, { rule: 'finished' }> {
  const { finished, usualMedian } = finding.params;
  const larger = Math.max(finished, usualMedian);
  if (usualRunMs === undefined || larger === 0) return finding;
  const consequenceMs = (Math.abs(finished - usualMedian) / larger) * usualRunMs;
  if (consequenceMs <= finding.consequenceMs) return finding;
  if (rates === undefined || finding.money === undefined) return { ...finding, consequenceMs };
  const { machineHour, currency } = rates;
  return { ...finding, consequenceMs, money: machineTimeMoney(consequenceMs, machineHour, currency) };
}

/** Which findings a role reads, and in which order. */
import type { DailyAnalysis, Finding, FindingRule } from '../../analytics/index.ts';
import type { Role } from '../../model/index.ts';

/**
 * A role's findings by consequence in machine time; a role other than the director reads those it can act on first.
 *
 * A difference in finished pieces is weighed as a share of a usual day, not by the ideal time of those pieces: the
 * share of the usual that is missing (or on top), in the run time of a usual day. So a day that finished next to
 * nothing ranks like a plant that stood, whatever its machines did.
 */
export function rankedFindings(
  { findings, kpis }: Pick<DailyAnalysis, 'findings' | 'kpis'>,
  role: Role,
  rules: readonly FindingRule[],
): Finding[] {
  const run = kpis.find(({ kpi, equipment }) => kpi === 'runMs' && equipment === undefined);
  const usualRunMs = run?.usual.kind === 'known' ? run.usual.median : undefined;
  const isOwn = ({ owner }: Finding): number => (role !== 'director' && owner === role ? 0 : 1);
  return findings
    .filter(({ rule }) => rules.includes(rule))
    .map((finding) => (finding.rule === 'finished' ? weighed(finding, usualRunMs) : finding))
    .sort((a, b) => isOwn(a) - isOwn(b) || b.consequenceMs - a.consequenceMs);
}

function weighed(
  finding: Extract<Finding, { rule: 'finished' }>,
  usualRunMs: number | undefined,
): Extract<Finding, { rule: 'finished' }> {
  const { finished, usualMedian } = finding.params;
  const larger = Math.max(finished, usualMedian);
  if (usualRunMs === undefined || larger === 0) return finding;
  const consequenceMs = (Math.abs(finished - usualMedian) / larger) * usualRunMs;
  return { ...finding, consequenceMs: Math.max(finding.consequenceMs, consequenceMs) };
}
